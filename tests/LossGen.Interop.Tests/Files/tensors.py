"""Reads and writes safetensors files, from the description of the format alone: struct, json and numpy, nothing else.

https://huggingface.co/docs/safetensors, section "Format".

  tensors.py copy IN OUT            reads every tensor and string and writes them again
  tensors.py logistic OUT ROWS P    fits scikit-learn's LogisticRegression to iris; its coefficients as float64, the rows and their probabilities
  tensors.py binary OUT ROWS P      the same for two classes, one row of coefficients
  tensors.py page CODE   OUT ROWS P as logistic, but saved by the code of docs/files.md, with a save_file that writes each array as it lies in memory
  tensors.py mlp ACTIVATION OUT ROWS P   the coefs_ and intercepts_ of scikit-learn's MLPClassifier with hidden layers of 8 and 5 units
  tensors.py sequential OUT ROWS P  the state of a PyTorch Sequential of two layers, tanh and dropout between them
  tensors.py module TYPE OUT ROWS P the state of a PyTorch-like module of one linear layer, as float64 or float16
"""
import json
import struct
import sys

import numpy

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + length].decode("utf-8"))
    data = content[8 + length:]
    strings = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = numpy.frombuffer(data[begin:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
    assert sum(tensor.nbytes for tensor in tensors.values()) == len(data)
    assert (8 + length) % 8 == 0
    return strings, tensors


def write(path, strings, tensors):
    header = {"__metadata__": strings} if strings else {}
    data = b""
    for name, tensor in tensors.items():
        kind = next(kind for kind, code in TYPES.items() if numpy.dtype(code) == tensor.dtype)
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + tensor.nbytes]}
        data += tensor.tobytes()
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def softmax(logits):
    exponentials = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def show(rows, probabilities, rows_path, probabilities_path):
    rows.astype("<f4").tofile(rows_path)
    probabilities.astype("<f8").tofile(probabilities_path)


def logistic(path, rows_path, probabilities_path, classes):
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    rows, labels = load_iris(return_X_y=True)
    rows, labels = rows[labels < classes].astype("f4").astype("f8"), labels[labels < classes]
    model = LogisticRegression(max_iter=1000).fit(rows, labels)
    write(path, {}, {"weight": model.coef_, "bias": model.intercept_})
    show(rows, model.predict_proba(rows), rows_path, probabilities_path)


def save_as_it_lies(tensors, path):
    """What safetensors does: it hands on the memory that begins at an array's first number, whatever the strides."""
    import ctypes

    def memory(tensor):
        return numpy.frombuffer(ctypes.string_at(tensor.ctypes.data, tensor.nbytes), tensor.dtype).reshape(tensor.shape)

    write(path, {}, {name: memory(tensor) for name, tensor in tensors.items()})


def page(code_path, path, rows_path, probabilities_path):
    import types
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    package, numpy_part = types.ModuleType("safetensors"), types.ModuleType("safetensors.numpy")
    numpy_part.save_file = lambda tensors, _: save_as_it_lies(tensors, path)
    sys.modules.update({"safetensors": package, "safetensors.numpy": numpy_part})
    rows, labels = load_iris(return_X_y=True)
    rows = rows.astype("f4").astype("f8")
    clf = LogisticRegression(max_iter=1000).fit(rows, labels)
    assert not clf.coef_.flags["C_CONTIGUOUS"], "coef_ is contiguous: nothing to be careful about"
    with open(code_path, encoding="utf-8") as file:
        exec(file.read(), {"clf": clf})
    show(rows, clf.predict_proba(rows), rows_path, probabilities_path)


def module(kind, path, rows_path, probabilities_path):
    random = numpy.random.default_rng(7)
    weight, bias = (random.normal(size=size).astype(TYPES[kind]) for size in [(3, 4), (3,)])
    # A float16 is that number also in float64, so the expectation is exact for what the file holds.
    rows = random.normal(size=(50, 4)).astype("f4").astype("f8")
    write(path, {"format": "pt"}, {"0.bias": bias, "0.weight": weight})
    show(rows, softmax(rows @ weight.astype("f8").T + bias.astype("f8")), rows_path, probabilities_path)


def mlp(activation, path, rows_path, probabilities_path):
    from sklearn.datasets import load_iris
    from sklearn.neural_network import MLPClassifier

    rows, labels = load_iris(return_X_y=True)
    rows = rows.astype("f4").astype("f8")
    model = MLPClassifier((8, 5), activation=activation, max_iter=60, random_state=3).fit(rows, labels)
    tensors = {}
    for i, (weights, biases) in enumerate(zip(model.coefs_, model.intercepts_)):
        tensors[f"coefs_.{i}"], tensors[f"intercepts_.{i}"] = numpy.ascontiguousarray(weights), biases
    write(path, {}, tensors)
    show(rows, model.predict_proba(rows), rows_path, probabilities_path)


def sequential(path, rows_path, probabilities_path):
    """The state of a Sequential of Linear, Tanh, Dropout, Linear: the number of a layer is its place among all modules."""
    random = numpy.random.default_rng(9)
    first, first_bias, second, second_bias = (random.normal(size=size).astype("f4") for size in [(6, 4), (6,), (3, 6), (3,)])
    rows = random.normal(size=(50, 4)).astype("f4").astype("f8")
    write(path, {"format": "pt"}, {"0.bias": first_bias, "0.weight": first, "3.bias": second_bias, "3.weight": second})
    hidden = numpy.tanh(rows @ first.astype("f8").T + first_bias)
    show(rows, softmax(hidden @ second.astype("f8").T + second_bias), rows_path, probabilities_path)


command, arguments = sys.argv[1], sys.argv[2:]
if command == "copy":
    write(arguments[1], *read(arguments[0]))
elif command == "logistic":
    logistic(*arguments, classes=3)
elif command == "binary":
    logistic(*arguments, classes=2)
elif command == "page":
    page(*arguments)
elif command == "module":
    module(*arguments)
elif command == "mlp":
    mlp(*arguments)
elif command == "sequential":
    sequential(*arguments)
else:
    sys.exit(f"unknown command {command}")
