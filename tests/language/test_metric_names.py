from __future__ import annotations

import pytest

from opsgen.language.metric_names import greater_is_better

MORE = """accuracy balanced_accuracy roc_auc ROC-AUC auroc AUC pr_auc average_precision precision recall f1 F1
f1_macro f1_score f0.5 precision@10 recall_at_k top_5_accuracy top_k_categorical_accuracy val_accuracy
test/roc_auc matthews_corrcoef cohen_kappa_score jaccard r2 R^2 r2_score explained_variance ndcg ndcg@10
NDCG_at_5 map@k mrr hit_rate@5 silhouette_score adjusted_rand_score v_measure_score bleu rougeL rouge_1
neg_log_loss neg_root_mean_squared_error roc_auc_ovr_weighted"""
LESS = """log_loss logloss loss val_loss cross_entropy brier_score_loss brier_score brier hamming_loss focal_loss rmse
RMSE mse mae mape sMAPE wape mase mean_absolute_error mean_squared_error root_mean_squared_error
median_absolute_error mean_absolute_percentage_error max_error error_rate test_error mean_poisson_deviance
mean_pinball_loss pinball_loss crps perplexity wer davies_bouldin_score fpr ece expected_calibration_error
root_mean_squared_log_error"""
EITHER = ["saved_minutes", "rows", "", "@10", "bias", "neg_bias", "neg", "ks", "损失", "fraud_caught", "x" * 10_000]


@pytest.mark.parametrize("metric", MORE.split())
def test_more_is_better(metric: str) -> None:
    assert greater_is_better(metric) is True


@pytest.mark.parametrize("metric", LESS.split())
def test_less_is_better(metric: str) -> None:
    assert greater_is_better(metric) is False


@pytest.mark.parametrize("metric", EITHER, ids=ascii)
def test_nobody_knows(metric: str) -> None:
    assert greater_is_better(metric) is None
