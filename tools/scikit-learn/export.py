#!/usr/bin/env python3
"""Writes a fitted scikit-learn classifier as a model file that omnisum imports (docs/models.md).

From a program:

    from export import export
    json.dump(export(classifier, encoding="sparse"), open("model.json", "w"))

From the command line, for a classifier that joblib saved (load only files that you trust: they can run code):

    python export.py classifier.joblib model.json --encoding sparse
"""

import argparse
import json

LINEAR = ("Perceptron", "SGDClassifier")


def export(estimator, *, encoding=None, labels=None, class_count=None, sample_scale=None):
    """The model file of a fitted Perceptron, SGDClassifier, MultinomialNB or NearestCentroid, as a dict.

    encoding      "sparse" where every feature is 0 or 1, "dense" where it is any number; naive Bayes always counts
    labels        names of the classes, in the order of classes_; that order's texts if not given
    class_count   samples of each class, for NearestCentroid, which does not keep them
    sample_scale  what a dense sample's values are multiplied by to become whole numbers from -128 to 127
    """
    name = type(estimator).__name__
    if not hasattr(estimator, "classes_"):
        raise ValueError(f"the {name} is not fitted, or is no classifier")
    names = [str(label) for label in (estimator.classes_ if labels is None else labels)]
    if len(names) != len(estimator.classes_):
        raise ValueError(f"{len(estimator.classes_)} labels are needed, not {len(names)}")
    file = {"estimator": name, "classes_": names, **attributes(estimator, name, class_count)}
    if name != "MultinomialNB":
        if encoding not in ("sparse", "dense"):
            raise ValueError("encoding must be sparse or dense")
        file["encoding"] = encoding
    if encoding == "dense" and sample_scale is not None:
        file["sample_scale"] = float(sample_scale)
    return file


def attributes(estimator, name, class_count):
    """What the classifier has learned, under the names that scikit-learn gives it."""
    if name in LINEAR:
        # The rate is that of lessons to come; a rate that scikit-learn chose itself ("optimal") says nothing about them.
        chosen = name == "Perceptron" or estimator.learning_rate != "optimal"
        rate = {"eta0": float(estimator.eta0)} if chosen and estimator.eta0 > 0 else {}
        return {"coef_": numbers(estimator.coef_), "intercept_": numbers(estimator.intercept_), **rate}
    if name == "MultinomialNB":
        import numpy

        # The samples that stand for the priors in use, whatever fit_prior and class_prior were.
        samples = numpy.exp(estimator.class_log_prior_) * estimator.class_count_.sum()
        return {
            "class_count_": numbers(samples),
            "feature_count_": numbers(estimator.feature_count_),
            "alpha": float(estimator.alpha),
        }
    if name == "NearestCentroid":
        if estimator.metric != "euclidean":
            raise ValueError(f"the metric must be euclidean, not {estimator.metric}")
        if class_count is None:
            raise ValueError("NearestCentroid does not keep how many samples each class had: give class_count")
        return {"centroids_": numbers(estimator.centroids_), "class_count_": [int(count) for count in class_count]}
    raise ValueError(f"a {name} cannot be exported; known are {', '.join(LINEAR)}, MultinomialNB, NearestCentroid")


def numbers(array):
    return array.tolist()


def main():
    parser = argparse.ArgumentParser(description="Writes a fitted scikit-learn classifier as an omnisum model file.")
    parser.add_argument("classifier", help="a file that joblib.dump wrote; it can run code, so trust it")
    parser.add_argument("model", help="the file to write")
    parser.add_argument("--encoding", choices=("sparse", "dense"))
    parser.add_argument("--labels", type=lambda text: text.split(","), help="names of the classes, with commas")
    parser.add_argument("--class-count", type=lambda text: text.split(","), help="samples of each class, with commas")
    parser.add_argument("--sample-scale", type=float)
    arguments = parser.parse_args()

    import joblib

    try:
        file = export(
            joblib.load(arguments.classifier),
            encoding=arguments.encoding,
            labels=arguments.labels,
            class_count=arguments.class_count,
            sample_scale=arguments.sample_scale,
        )
    except ValueError as error:
        parser.error(str(error))
    with open(arguments.model, "w", encoding="utf-8") as out:
        json.dump(file, out, allow_nan=False)


if __name__ == "__main__":
    main()
