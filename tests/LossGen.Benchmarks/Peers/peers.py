"""Softmax regression by mini-batch gradient descent in NumPy, PyTorch (with autograd and by hand) and scikit-learn, on one thread in float32.

The first line printed says what is installed, as JSON. Then each line read is a command and gets one line in answer:
    load FILE ROWS FEATURES CLASSES BATCH RATE    reads rows (float) and labels (int32); answers "ok"
    load ... HIDDEN RATE ACTIVATION OPTIMIZER     likewise, for a network whose parameters follow in the file
    time PEER EPOCHS                              answers the seconds of one epoch
    loss PEER EPOCHS                              answers the mean loss after the epochs
Training always starts from zero parameters, or from those of the file.
"""
import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):  # read when the libraries are loaded
    os.environ[variable] = "1"

import json
import sys
import time
import warnings

try:
    import numpy as np
except ImportError:
    np = None
try:
    import torch
    torch.set_num_threads(1)
except ImportError:
    torch = None
try:
    import sklearn
    from sklearn.linear_model import SGDClassifier
except ImportError:
    sklearn = None
try:
    from threadpoolctl import threadpool_info
    blas = next((library["internal_api"] for library in threadpool_info() if library["user_api"] == "blas"), None)
except ImportError:
    blas = None

warnings.filterwarnings("ignore")


class Data:
    def __init__(self, path, n, features, classes, batch, rate):
        self.features, self.classes, self.batch, self.rate = int(features), int(classes), int(batch), float(rate)
        n = int(n)
        self.rows = np.fromfile(path, np.float32, n * self.features).reshape(n, self.features)
        self.labels = np.fromfile(path, np.int32, n, offset=self.rows.nbytes).astype(np.int64)

    def batches(self):
        return range(0, len(self.labels), self.batch)

    def mean_loss(self, weights, biases):
        logits = self.rows.astype(np.float64) @ np.asarray(weights, np.float64).T + biases
        highest = logits.max(1)
        log_sum = highest + np.log(np.exp(logits - highest[:, None]).sum(1))
        return float((log_sum - logits[np.arange(len(logits)), self.labels]).mean())


def train_numpy(data, epochs):
    weights, biases = np.zeros((data.classes, data.features), np.float32), np.zeros(data.classes, np.float32)
    for _ in range(epochs):
        for first in data.batches():
            x, y = data.rows[first:first + data.batch], data.labels[first:first + data.batch]
            p = x @ weights.T
            p += biases
            p -= p.max(1, keepdims=True)
            np.exp(p, out=p)
            p /= p.sum(1, keepdims=True)
            p[np.arange(len(y)), y] -= 1
            p *= np.float32(data.rate / len(y))
            weights -= p.T @ x
            biases -= p.sum(0)
    return weights, biases


def train_torch(data, epochs):
    rows, labels = torch.from_numpy(data.rows), torch.from_numpy(data.labels)
    model = torch.nn.Linear(data.features, data.classes)
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=data.rate)
    for _ in range(epochs):
        for first in data.batches():
            x, y = rows[first:first + data.batch], labels[first:first + data.batch]
            optimizer.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
    return model.weight.detach().numpy(), model.bias.detach().numpy()


def train_torch_by_hand(data, epochs):
    rows, labels = torch.from_numpy(data.rows), torch.from_numpy(data.labels)
    weights, biases = torch.zeros(data.classes, data.features), torch.zeros(data.classes)
    with torch.no_grad():
        for _ in range(epochs):
            for first in data.batches():
                x, y = rows[first:first + data.batch], labels[first:first + data.batch]
                p = torch.softmax(torch.addmm(biases, x, weights.T), 1)
                p[torch.arange(len(y)), y] -= 1
                p *= data.rate / len(y)
                weights.addmm_(p.T, x, alpha=-1)
                biases -= p.sum(0)
    return weights.numpy(), biases.numpy()


def train_sklearn(data, epochs):
    """Another algorithm: a step after every row, and one binary classifier a class against the rest."""
    SGDClassifier(loss="log_loss", penalty=None, learning_rate="constant", eta0=data.rate, max_iter=epochs, tol=None,
                  shuffle=False).fit(data.rows, data.labels)


PEERS = {"numpy": train_numpy, "torch": train_torch, "torch-by-hand": train_torch_by_hand, "sklearn": train_sklearn}


def main():
    versions = {"numpy": np and np.__version__, "torch": torch and torch.__version__, "sklearn": sklearn and sklearn.__version__, "blas": blas}
    print(json.dumps(versions), flush=True)
    data = None
    for line in sys.stdin:
        command, *arguments = line.rstrip("\n").split("\t")
        if command == "load":
            data = model = None  # the old set goes before the new one comes
            data = model = Data(*arguments[:6])
            peers = PEERS
            if len(arguments) > 6:
                import networks
                model = networks.Network(data, arguments[0], data.rows.nbytes + 4 * len(data.labels), *arguments[6:])
                peers = networks.PEERS
            print("ok", flush=True)
            continue
        train, epochs = peers[arguments[0]], int(arguments[1])
        start = time.perf_counter()
        parameters = train(model, epochs)
        seconds = (time.perf_counter() - start) / epochs
        print((model.mean_loss(*parameters) if model is data else model.mean_loss(parameters)) if command == "loss" else seconds, flush=True)


main()
