#!/usr/bin/env python3
"""Writes core/test/data/scikit-learn: small classifiers, what they predict for samples, all from fixed seeds.

    pip install scikit-learn==1.9.1 && python tools/scikit-learn/fixtures.py
"""

import json
from pathlib import Path

import numpy
import sklearn
from export import export
from sklearn.linear_model import Perceptron, SGDClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import NearestCentroid

OUT = Path(__file__).parents[2] / "core" / "test" / "data" / "scikit-learn"
SAMPLES = 60


def words(random, classes, features, most):
    """Counts of words, up to `most`, of which each class prefers some."""
    preferred = random.random((classes, features)) ** 3
    y = random.integers(classes, size=300)
    return numpy.minimum(random.poisson(preferred[y] * 1.2), most), y


def points(random, classes, features):
    """Values from -1 to 1 around a point for each class."""
    centres = random.uniform(-0.5, 0.5, (classes, features))
    y = random.integers(classes, size=300)
    return numpy.clip(centres[y] + random.normal(0, 0.25, (300, features)), -1, 1).round(2), y


def write(name, estimator, data, **options):
    x, y = data
    estimator.fit(x, y)
    if isinstance(estimator, NearestCentroid):
        options["class_count"] = numpy.bincount(y)
    fixture = {
        "sklearn": sklearn.__version__,
        "file": export(estimator, **options),
        "samples": x[:SAMPLES].tolist(),
        "predictions": estimator.predict(x[:SAMPLES]).tolist(),
    }
    (OUT / f"{name}.json").write_text(json.dumps(fixture) + "\n")


def main():
    random = numpy.random.default_rng(7)
    two, many, counts = words(random, 2, 40, 1), words(random, 4, 40, 1), words(random, 3, 40, 255)
    dense = points(random, 3, 24)
    write("perceptron-sparse", Perceptron(random_state=1), two, encoding="sparse", labels=["no", "yes"])
    write("perceptron-sparse-classes", Perceptron(random_state=1), many, encoding="sparse")
    write("sgd-dense", SGDClassifier(random_state=1), dense, encoding="dense", sample_scale=127)
    write("multinomial-nb", MultinomialNB(alpha=0.5), counts)
    write("multinomial-nb-uniform", MultinomialNB(fit_prior=False), counts)
    write("nearest-centroid-sparse", NearestCentroid(), many, encoding="sparse")
    write("nearest-centroid-dense", NearestCentroid(), dense, encoding="dense", sample_scale=127)


if __name__ == "__main__":
    main()
