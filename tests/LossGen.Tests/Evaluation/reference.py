"""Writes the values that MetricsReferenceTests expects, by scikit-learn where it has the metric, by NumPy and SciPy where it has not.

    /usr/bin/python3 reference.py > reference.json

The data is drawn here too, from a seed. Scores are multiples of a power of two: float32 holds them exactly, rows of probabilities sum to exactly
1, and coarse multiples make ties.
"""

import json
import sys
import warnings

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from sklearn import metrics as m

warnings.simplefilter("ignore")  # undefined scores of absent classes are part of what is asked

SMALLEST = 2.0**-149  # the smallest float32 above 0
BINS = 15


def quantised(weights, unit):
    """Rows of non-negative numbers as multiples of 1 / unit that sum to exactly 1: the largest entry takes what rounding leaves."""
    counts = np.floor(weights / weights.sum(axis=1, keepdims=True) * unit)
    counts[np.arange(len(counts)), weights.argmax(axis=1)] += unit - counts.sum(axis=1)
    return counts / unit


def bins_of(confidence, outcome, bins=BINS):
    """Lower-open bins of equal width: counts, mean confidence and mean outcome, and the expected calibration error."""
    edges = np.arange(bins + 1) / bins
    index = np.clip(np.digitize(confidence, edges, right=True) - 1, 0, bins - 1)
    count = np.bincount(index, minlength=bins)
    with np.errstate(invalid="ignore"):
        mean = np.bincount(index, confidence, bins) / count
        rate = np.bincount(index, outcome, bins) / count
    error = np.nansum(count * np.abs(mean - rate)) / count.sum()
    return {"count": count, "confidence": mean, "accuracy": rate, "error": error}


def averages(truth, predicted, classes, kinds):
    return {kind: m.precision_recall_fscore_support(truth, predicted, labels=classes, average=kind, zero_division=0)[:3] for kind in kinds}


def curves(truth, score):
    out = {}
    for name, drop in (("roc", True), ("roc_all", False)):
        fpr, tpr, thresholds = m.roc_curve(truth, score, drop_intermediate=drop)
        out[name] = {"fpr": fpr, "tpr": tpr, "threshold": [None, *thresholds[1:]]}
    precision, recall, thresholds = m.precision_recall_curve(truth, score)
    out["pr"] = {"precision": precision, "recall": recall, "threshold": [*thresholds, None]}
    out["pr_area"] = m.auc(recall, precision)
    return out


def binary(name, truth, score):
    both = np.column_stack([1 - score, score])
    predicted = (score > 0.5).astype(int)
    return {
        "name": name, "labels": truth, "scores": score,
        "log_loss": {repr(eps): m.log_loss(truth, both, eps=eps, labels=[0, 1]) for eps in (SMALLEST, 1e-7, 1e-3)},
        "brier": m.brier_score_loss(truth, score, pos_label=1),
        "roc_auc": m.roc_auc_score(truth, score),
        "average_precision": m.average_precision_score(truth, score),
        "matthews": m.matthews_corrcoef(truth, predicted),
        "kappa": m.cohen_kappa_score(truth, predicted),
        "top_label": bins_of(both.max(axis=1), predicted == truth),
        "positive": bins_of(score, truth),
        **curves(truth, score),
    }


def multiclass(name, truth, p):
    classes = np.arange(p.shape[1])
    predicted = p.argmax(axis=1)
    onehot = (truth[:, None] == classes).astype(int)
    present = onehot.any(axis=0)
    per_class = m.precision_recall_fscore_support(truth, predicted, labels=classes, average=None, zero_division=0)
    # scikit-learn lets the higher class go first among equals; mirrored, the lower one does.
    mirrored = lambda k: m.top_k_accuracy_score(len(classes) - 1 - truth, p[:, ::-1], k=k, labels=classes)
    result = {
        "name": name, "classes": len(classes), "labels": truth, "probabilities": p,
        "confusion": m.confusion_matrix(truth, predicted, labels=classes),
        "accuracy": m.accuracy_score(truth, predicted),
        "balanced_accuracy": m.balanced_accuracy_score(truth, predicted),
        "kappa": m.cohen_kappa_score(truth, predicted, labels=classes),
        "matthews": m.matthews_corrcoef(truth, predicted),
        "precision": per_class[0], "recall": per_class[1], "f1": per_class[2], "support": per_class[3],
        "averages": averages(truth, predicted, classes, ("macro", "micro", "weighted")),
        "log_loss": {repr(eps): m.log_loss(truth, p, eps=eps, labels=classes) for eps in (SMALLEST, 1e-7, 1e-3)},
        "brier": ((p - onehot) ** 2).sum(axis=1).mean(),
        "top_k": [mirrored(k) for k in range(1, len(classes))],
        "top_label": bins_of(p.max(axis=1), predicted == truth),
        "roc_per_class": [m.roc_auc_score(onehot[:, k], p[:, k]) if present[k] else None for k in classes],
        "ap_per_class": [m.average_precision_score(onehot[:, k], p[:, k]) if present[k] else None for k in classes],
    }
    if present.all():
        for kind in ("macro", "weighted"):
            result["roc_" + kind] = m.roc_auc_score(truth, p, multi_class="ovr", average=kind, labels=classes)
            result["ap_" + kind] = m.average_precision_score(onehot, p, average=kind)
    return result


def multilabel(name, truth, p):
    labels = np.arange(p.shape[1])
    predicted = (p > 0.5).astype(int)
    per_label = m.precision_recall_fscore_support(truth, predicted, average=None, zero_division=0)
    losses = {repr(eps): np.mean([m.log_loss(truth[:, k], p[:, k], eps=eps, labels=[0, 1]) for k in labels]) for eps in (SMALLEST, 1e-7, 1e-3)}
    return {
        "name": name, "labels": len(labels), "targets": truth, "probabilities": p,
        "counts": m.multilabel_confusion_matrix(truth, predicted).reshape(len(labels), 4),  # tn, fp, fn, tp
        "precision": per_label[0], "recall": per_label[1], "f1": per_label[2], "support": per_label[3],
        "averages": averages(truth, predicted, None, ("macro", "micro", "weighted", "samples")),
        "subset_accuracy": m.accuracy_score(truth, predicted),
        "hamming_loss": m.hamming_loss(truth, predicted),
        "log_loss": losses,
        "brier": np.mean([m.brier_score_loss(truth[:, k], p[:, k], pos_label=1) for k in labels]),
        "roc_per_label": [m.roc_auc_score(truth[:, k], p[:, k]) for k in labels],
        "ap_per_label": [m.average_precision_score(truth[:, k], p[:, k]) for k in labels],
        **{f"roc_{kind}": m.roc_auc_score(truth, p, average=kind) for kind in ("macro", "weighted")},
        **{f"ap_{kind}": m.average_precision_score(truth, p, average=kind) for kind in ("macro", "weighted")},
        "positive": bins_of(p.ravel(), truth.ravel()),
    }


def softmax_loss(z, truth, temperature):
    scaled = z / temperature
    return (logsumexp(scaled, axis=1) - scaled[np.arange(len(z)), truth]).mean()


def sigmoid_loss(z, truth, temperature):
    scaled = z / temperature
    return (np.logaddexp(0, scaled) - truth * scaled).mean()


def temperature(name, task, z, truth):
    loss = softmax_loss if task == "multiclass" else sigmoid_loss
    best = minimize_scalar(lambda log: loss(z, truth, np.exp(log)), bounds=(np.log(0.01), np.log(100)), method="bounded", options={"xatol": 1e-10})

    def error(t):
        if task == "multiclass":
            p = np.exp(z / t - logsumexp(z / t, axis=1, keepdims=True))
            return bins_of(p.max(axis=1), p.argmax(axis=1) == truth)["error"]
        p = 1 / (1 + np.exp(-z / t))
        if task == "binary":
            return bins_of(np.maximum(p, 1 - p), (p > 0.5) == truth)["error"]
        return bins_of(p.ravel(), truth.ravel())["error"]

    t = float(np.exp(best.x))
    return {
        "name": name, "task": task, "logits": z, "truth": truth, "temperature": t,
        "loss_before": loss(z, truth, 1), "loss_after": best.fun, "ece_before": error(1), "ece_after": error(t),
    }


def main():
    random = np.random.default_rng(20170806)

    def scores(rows, truth, unit, noise):
        return np.clip(np.round((1 / (1 + np.exp(-(2 * truth - 1 + noise * random.normal(size=rows))))) * unit) / unit, 0, 1)

    def labelled(rows, classes, weights, unit, sharpness, absent=()):
        truth = random.choice(classes, size=rows, p=weights)
        z = random.normal(size=(rows, classes)) + sharpness * (truth[:, None] == np.arange(classes))
        z[:, list(absent)] -= 9
        return truth, quantised(np.exp(z), unit)

    few = random.integers(0, 2, 120)
    rare = (random.random(200) < 0.05).astype(int)
    certain = random.integers(0, 2, 60)
    sharp = scores(60, certain, 8, 4.0)
    imbalanced = labelled(150, 4, [0.7, 0.2, 0.07, 0.03], 4096, 1.5)
    ties = labelled(120, 3, [0.4, 0.3, 0.3], 8, 1.0)
    unpredicted = labelled(100, 3, [0.5, 0.35, 0.15], 1024, 1.0, absent=[2])
    absent = labelled(80, 4, [0.5, 0.3, 0.0, 0.2], 1024, 1.0)
    truth = (random.random((70, 5)) < [0.5, 0.2, 0.1, 0.7, 0.35]).astype(int)
    loose = np.clip(np.round(1 / (1 + np.exp(-(1.6 * truth - 0.8 + random.normal(size=truth.shape)))) * 256) / 256, 0, 1)
    loose[:, 2] = np.minimum(loose[:, 2], 0.5)  # a label that is never predicted

    z = np.round(random.normal(size=(90, 4)) * 512) / 512
    y = np.array([random.choice(4, p=np.exp(row - logsumexp(row))) for row in z])
    w = np.round(random.normal(size=80) * 2 * 512) / 512
    v = (random.random(80) < 1 / (1 + np.exp(-w))).astype(int)
    u = np.round(random.normal(size=(40, 3)) * 512) / 512
    s = (random.random((40, 3)) < 1 / (1 + np.exp(-u))).astype(int)

    reference = {
        "binary": [
            binary("balanced", few, scores(120, few, 65536, 1.5)),
            binary("rare", rare, scores(200, rare, 4096, 1.0)),
            binary("coarse scores, 0 and 1 among them", certain, sharp),
        ],
        "multiclass": [
            multiclass("imbalanced", *imbalanced),
            multiclass("ties", *ties),
            multiclass("a class that is never predicted", *unpredicted),
            multiclass("a class that never occurs", *absent),
        ],
        "multilabel": [multilabel("five labels", truth, loose)],
        "temperature": [
            temperature("too sure", "multiclass", 3 * z, y),
            temperature("not sure enough", "multiclass", z / 8, y),
            temperature("far too sure", "multiclass", 64 * z + 1000, y),
            temperature("binary, too sure", "binary", 4 * w, v),
            temperature("multi-label, not sure enough", "multilabel", u / 2, s),
        ],
    }

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(entry) for key, entry in value.items()}
        if isinstance(value, (list, tuple, np.ndarray)):
            return [plain(entry) for entry in value]
        if isinstance(value, np.integer):
            return int(value)
        if isinstance(value, (float, np.floating)):
            return float(value) if np.isfinite(value) else None
        return value

    json.dump(plain(reference), sys.stdout, indent=None, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
