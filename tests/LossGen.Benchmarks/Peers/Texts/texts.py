"""scikit-learn, fastText and liblinear on the texts that TextRun has written: rows a second of training, in processor time of one thread."""
import resource
import statistics
import subprocess
import sys
import time

from sklearn.datasets import load_svmlight_file
from sklearn.linear_model import SGDClassifier

folder, rows, features, samples, epochs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])


def user_seconds(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def median(measure):
    return statistics.median(measure() for _ in range(samples))


def report(peer, classes, rate):
    print(f"{peer}\t{classes}\t{rate}", flush=True)


for classes in map(int, sys.argv[6:]):
    x, y = load_svmlight_file(f"{folder}/{classes}.svm", n_features=features)

    def descent():
        model = SGDClassifier(loss="log_loss", alpha=1e-6, max_iter=epochs, tol=None)
        start = time.process_time()
        model.fit(x, y)
        return time.process_time() - start

    report("scikit-learn SGDClassifier", classes, epochs * rows / median(descent))

    def fast_text(passes):
        return user_seconds("fasttext", "supervised", "-input", f"{folder}/{classes}.ft", "-output", f"{folder}/model", "-dim", "10",
                            "-epoch", str(passes), "-thread", "1", "-bucket", "0")

    # The difference leaves out reading the file and writing the model.
    report("fastText, dimension 10", classes, 4 * epochs * rows / (median(lambda: fast_text(5 * epochs)) - median(lambda: fast_text(epochs))))

    # The dual method, whose iteration is a pass over the rows. It prints how many it took; a run that stops at once only reads the file.
    def passes_of(output):
        return sum(int(line.split("=")[-1]) for line in output.splitlines() if line.startswith("optimization finished"))

    run = ["liblinear-train", "-s", "7", f"{folder}/{classes}.svm", f"{folder}/liblinear"]
    passes = passes_of(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    reading = median(lambda: user_seconds(*run[:3], "-q", "-e", "1e9", *run[3:]))
    problems = 1 if classes == 2 else classes
    report("liblinear, dual logistic", classes, passes * rows / problems / (median(lambda: user_seconds(*run[:3], "-q", *run[3:])) - reading))
