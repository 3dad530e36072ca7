"""Networks of dense layers by mini-batches of gradient descent or Adam, in NumPy, PyTorch (with autograd and by hand) and scikit-learn.

Used by peers.py, which has read the data. All start from the same parameters, those of LossGen; with two classes its one logit becomes two, of half its
weights with either sign, and the last layer moves at half the rate, which takes the same path.
"""
import numpy as np


class Network:
    def __init__(self, data, path, offset, hidden, rate, activation, optimizer):
        self.data = data
        self.widths = [data.features, *(int(units) for units in hidden.split(",")), data.classes]
        self.rate, self.tanh, self.adam = float(rate), activation == "Tanh", optimizer == "Adam"
        self.start = self._read(path, offset)

    def _read(self, path, offset):
        start = []
        for i, (inputs, units) in enumerate(zip(self.widths, self.widths[1:])):
            stored = 1 if i == len(self.widths) - 2 and units == 2 else units
            numbers = np.fromfile(path, np.float32, stored * (inputs + 1), offset=offset)
            offset += numbers.nbytes
            weights, biases = numbers[:stored * inputs].reshape(stored, inputs), numbers[stored * inputs:]
            if stored != units:
                weights, biases = np.concatenate([-weights / 2, weights / 2]), np.concatenate([-biases / 2, biases / 2])
            start.append((weights.copy(), biases.copy()))
        return start

    def rates(self):
        return [self.rate] * (len(self.start) - 1) + [self.data.rate]

    def mean_loss(self, layers):
        h = self.data.rows.astype(np.float64)
        for i, (weights, biases) in enumerate(layers):
            h = h @ np.asarray(weights, np.float64).T + biases
            if i < len(layers) - 1:
                h = np.tanh(h) if self.tanh else np.maximum(h, 0)
        highest = h.max(1)
        log_sum = highest + np.log(np.exp(h - highest[:, None]).sum(1))
        return float((log_sum - h[np.arange(len(h)), self.data.labels]).mean())


class Steps:
    """The steps of all parameters, in place."""

    def __init__(self, network, arrays, zeros, sqrt):
        self.network, self.arrays, self.sqrt, self.t = network, arrays, sqrt, 0
        self.moments = [(zeros(a), zeros(a)) for a in arrays]

    def take(self, gradients):
        self.t += 1
        for i, (a, g, (m, v)) in enumerate(zip(self.arrays, gradients, self.moments)):
            rate = self.network.rates()[i // 2]
            if not self.network.adam:
                a -= rate * g
                continue
            m *= 0.9
            m += 0.1 * g
            v *= 0.999
            v += 0.001 * g * g
            a -= rate / (1 - 0.9 ** self.t) * m / (self.sqrt(v / (1 - 0.999 ** self.t)) + 1e-8)


def train_numpy(network, epochs):
    data, tanh = network.data, network.tanh
    layers = [(weights.copy(), biases.copy()) for weights, biases in network.start]
    steps = Steps(network, [a for layer in layers for a in layer], np.zeros_like, np.sqrt)
    for _ in range(epochs):
        for first in data.batches():
            x, y = data.rows[first:first + data.batch], data.labels[first:first + data.batch]
            outputs = [x]
            for i, (weights, biases) in enumerate(layers):
                z = outputs[-1] @ weights.T
                z += biases
                if i < len(layers) - 1:
                    z = np.tanh(z, out=z) if tanh else np.maximum(z, 0, out=z)
                outputs.append(z)
            d = outputs.pop()
            d -= d.max(1, keepdims=True)
            np.exp(d, out=d)
            d /= d.sum(1, keepdims=True)
            d[np.arange(len(y)), y] -= 1
            d *= np.float32(1 / len(y))
            gradients = []
            for i in range(len(layers) - 1, -1, -1):
                gradients += [d.sum(0), d.T @ outputs[i]]
                if i:
                    d = d @ layers[i][0]
                    d *= 1 - outputs[i] * outputs[i] if tanh else outputs[i] > 0
            steps.take(gradients[::-1])
    return layers


def train_torch(network, epochs):
    import torch
    data = network.data
    rows, labels = torch.from_numpy(data.rows), torch.from_numpy(data.labels)
    modules = []
    for weights, biases in network.start:
        linear = torch.nn.Linear(weights.shape[1], weights.shape[0])
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weights))
            linear.bias.copy_(torch.from_numpy(biases))
        modules += [linear, torch.nn.Tanh() if network.tanh else torch.nn.ReLU()]
    model = torch.nn.Sequential(*modules[:-1])
    groups = [{"params": linear.parameters(), "lr": rate} for linear, rate in zip(modules[::2], network.rates())]
    optimizer = torch.optim.Adam(groups) if network.adam else torch.optim.SGD(groups, lr=network.rate)
    for _ in range(epochs):
        for first in data.batches():
            x, y = rows[first:first + data.batch], labels[first:first + data.batch]
            optimizer.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
    return [(linear.weight.detach().numpy(), linear.bias.detach().numpy()) for linear in modules[::2]]


def train_torch_by_hand(network, epochs):
    import torch
    data, tanh = network.data, network.tanh
    rows, labels = torch.from_numpy(data.rows), torch.from_numpy(data.labels)
    layers = [(torch.from_numpy(weights.copy()), torch.from_numpy(biases.copy())) for weights, biases in network.start]
    with torch.no_grad():
        steps = Steps(network, [a for layer in layers for a in layer], torch.zeros_like, torch.sqrt)
        for _ in range(epochs):
            for first in data.batches():
                x, y = rows[first:first + data.batch], labels[first:first + data.batch]
                outputs = [x]
                for i, (weights, biases) in enumerate(layers):
                    z = torch.addmm(biases, outputs[-1], weights.T)
                    outputs.append(z if i == len(layers) - 1 else z.tanh_() if tanh else z.relu_())
                d = torch.softmax(outputs.pop(), 1)
                d[torch.arange(len(y)), y] -= 1
                d *= 1 / len(y)
                gradients = []
                for i in range(len(layers) - 1, -1, -1):
                    gradients += [d.sum(0), d.T @ outputs[i]]
                    if i:
                        d = d @ layers[i][0]
                        d *= 1 - outputs[i] * outputs[i] if tanh else outputs[i] > 0
                steps.take(gradients[::-1])
    return [(weights.numpy(), biases.numpy()) for weights, biases in layers]


def train_sklearn(network, epochs):
    """Its own initial values, and a penalty of 0; else the same work."""
    from sklearn.neural_network import MLPClassifier
    MLPClassifier(network.widths[1:-1], activation="tanh" if network.tanh else "relu", solver="adam" if network.adam else "sgd", alpha=0,
                  batch_size=network.data.batch, learning_rate_init=network.rate, max_iter=epochs, shuffle=False, tol=0, n_iter_no_change=epochs + 1,
                  momentum=0, nesterovs_momentum=False).fit(network.data.rows, network.data.labels)


PEERS = {"numpy": train_numpy, "torch": train_torch, "torch-by-hand": train_torch_by_hand, "sklearn": train_sklearn}
