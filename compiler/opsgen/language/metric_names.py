"""Whether more of an evaluation metric is better, as far as the name that the field gives it tells."""

from __future__ import annotations

import re

MORE = {
    "classification": "accuracy precision recall sensitivity specificity tpr tnr ppv npv f f1 f2 f0.5 fbeta jaccard "
    "iou miou dice auc roc auroc aucroc rocauc prauc auprc aucpr ap averageprecision meanaverageprecision map gini "
    "lift kappa cohenkappa mcc matthews matthewscorrcoef gmean youdenj",
    "regression": "r r2 r2adjusted adjustedr2 adjr2 explainedvariance d2 pearson pearsonr spearman spearmanr kendall "
    "kendalltau correlation ccc concordance concordanceindex cindex nse loglikelihood",
    "ranking": "ndcg dcg mrr meanreciprocalrank hit hits hitrate hitratio",
    "clustering": "silhouette calinskiharabasz rand randindex adjustedrand adjustedrandindex ari nmi ami mutualinfo "
    "normalizedmutualinfo adjustedmutualinfo homogeneity completeness vmeasure fowlkesmallows purity",
    "generation": "bleu sacrebleu rouge rouge1 rouge2 rougel rougelsum meteor chrf bertscore exactmatch em passrate "
    "psnr ssim inception",
}
"""The metrics of which more is better, by the task that they are of; a name is written without what joins its words."""
LESS = {
    "classification": "logloss loss crossentropy nll negativeloglikelihood brier error errorrate misclassification "
    "misclassificationrate fpr fnr fdr eer ece mce",
    "regression": "rmse mse mae medae mape smape wape wmape mdape mase rmsse rmsle msle rmspe mspe nrmse nmae rae rse "
    "crps wis aic bic",
    "clustering": "daviesbouldin inertia distortion",
    "generation": "perplexity wer cer ter fid lpips",
}
"""Those of which less is better."""

SHARES = (
    "accuracy precision recall sensitivity specificity tpr tnr ppv npv f1 f2 f0.5 fbeta jaccard iou miou dice auc "
    "roc auroc aucroc rocauc prauc auprc aucpr ap averageprecision meanaverageprecision ndcg mrr "
    "meanreciprocalrank hitrate hitratio brier errorrate misclassification misclassificationrate fpr fnr fdr eer "
    "homogeneity completeness vmeasure purity"
)
"""Those that lie between 0 and 1."""

_SHARES = frozenset(SHARES.split())
_MORE = frozenset(" ".join(MORE.values()).split())
_LESS = frozenset(" ".join(LESS.values()).split())
_LESS_BEGIN = ("meanabsolute", "meansquare", "meanpercentage", "medianabsolute", "rootmeansquare", "residualsum")
_MORE_END = frozenset({"accuracy", "precision", "recall", "auc", "f1"})
_LESS_END = frozenset({"loss", "error", "deviance", "entropy", "perplexity"})

_SAMPLES = "train training val valid validation test testing eval evaluation holdout cv oof"
_AVERAGES = "macro micro weighted samples binary ovr ovo at top k score"
_PASSING = frozenset(f"{_SAMPLES} {_AVERAGES}".split())
"""Words that say on what, or how, a metric was measured, and nothing of its direction."""
_NEGATED = "neg"
"""What scikit-learn begins the name of a metric with, whose sign it turned so that more is better."""


def greater_is_better(metric: str) -> bool | None:
    """Whether more of the metric is better; None where its name does not tell."""
    words = _words(metric)
    if words[:1] == [_NEGATED]:
        return None if _of(words[1:]) is None else True
    return _of(words)


def is_share(metric: str) -> bool:
    """Whether the metric is known to lie between 0 and 1."""
    return "".join(_words(metric)) in _SHARES


def _words(metric: str) -> list[str]:
    return [word for word in re.split(r"[^0-9a-z.]+", metric.casefold()) if word and not _passes(word)]


def _of(words: list[str]) -> bool | None:
    name, last = "".join(words), words[-1] if words else ""
    if name in _MORE or last in _MORE_END:
        return True
    if name in _LESS or last in _LESS_END or name.startswith(_LESS_BEGIN):
        return False
    return None


def _passes(word: str) -> bool:
    return word in _PASSING or word.replace(".", "").isdigit()
