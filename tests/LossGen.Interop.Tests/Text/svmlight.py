"""svmlight.py load <file> <features>: prints its rows. svmlight.py dump <file>: writes rows, and prints them."""
import sys

import numpy
import scipy.sparse
from sklearn.datasets import dump_svmlight_file, load_svmlight_file

if sys.argv[1] == "load":
    rows, labels = load_svmlight_file(sys.argv[2], n_features=int(sys.argv[3]), zero_based=False)
else:
    rng = numpy.random.default_rng(7)
    rows = scipy.sparse.random(300, 5000, density=0.01, format="csr", random_state=7, data_rvs=lambda n: rng.normal(size=n) * 10.0 ** rng.integers(-20, 20, size=n))
    rows = rows.astype(numpy.float32)
    rows.sort_indices()
    labels = rng.choice([-1.0, 0.5, 3.0], size=300)
    dump_svmlight_file(rows, labels, sys.argv[2], zero_based=False, comment="written by scikit-learn")

for row, label in enumerate(labels):
    start, end = rows.indptr[row], rows.indptr[row + 1]
    print(float(label), *(f"{column}:{float(numpy.float32(value))!r}" for column, value in zip(rows.indices[start:end], rows.data[start:end])))
