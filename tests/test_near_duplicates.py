"""Near copies are found by what they share, whatever was changed, and only those."""

import datetime
import random

import numpy as np
import pytest

from index.text import near_duplicates

HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开"
)
WORDS = ("harbour", "village", "minister", "rail", "bridge", "river", "parcel", "budget", "school")


def chinese(seed, length=500):
    rng = random.Random(seed)
    return "".join(rng.choice(HAN) if number % 17 else "，" for number in range(1, length))


def english(seed, length=300):
    rng = random.Random(seed)
    return " ".join(f"{rng.choice(WORDS)}{rng.randrange(99)}" for _ in range(length))


def scattered(text, share, rng):
    return "".join(rng.choice(HAN) if rng.random() < share else character for character in text)


def cut_out(text, share, rng):
    start = rng.randrange(int(len(text) * (1 - share)))
    return text[:start] + text[start + int(len(text) * share) :]


def other_words(text, share, rng):
    return " ".join("other" if rng.random() < share else word for word in text.split(" "))


def corrected(text, share, rng):
    """Characters left out, put in and changed."""
    changed = []
    for character in text:
        kind = rng.random() / share
        changed.append(character if kind > 1 / 3 else "")
        changed.append(rng.choice(HAN) if 1 / 3 < kind < 2 / 3 else "")
    return "".join(changed)


def framed(text, share, rng):
    """With what another site prints above and below."""
    more = chinese(rng.randrange(10_000, 20_000), int(len(text) * share))
    cut = rng.randrange(len(more))
    return more[:cut] + text + more[cut:]


def reordered(text, share, rng):
    parts = text.split("，")
    for _ in range(max(int(len(parts) * share), 1)):
        parts.insert(rng.randrange(len(parts)), parts.pop(rng.randrange(len(parts))))
    return "，".join(parts)


CHANGES = {
    "characters changed here and there": (chinese, scattered),
    "characters left out, put in and changed": (chinese, corrected),
    "a passage left out": (chinese, cut_out),
    "passages in another order": (chinese, reordered),
    "other text above and below": (chinese, framed),
    "English words changed here and there": (english, other_words),
    "an English passage left out": (english, cut_out),
}
LENGTHS = {"short": 0.3, "medium": 1.0, "long": 4.0}


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("name", CHANGES)
def test_planted_copies_are_found_and_nothing_else(name, length):
    make, change = CHANGES[name]
    rng = random.Random(7)
    originals = [
        make(seed, int((500 if make is chinese else 300) * LENGTHS[length])) for seed in range(200)
    ]
    planted = [change(text, rng.uniform(0.05, 0.15), rng) for text in originals]

    numbers = near_duplicates.groups(near_duplicates.signatures([*originals, *planted]))

    copies = sum(numbers[200 + number] == numbers[number] for number in range(200))
    assert copies >= 196
    assert len(set(numbers[:200].tolist())) == 200


def test_signatures_do_not_depend_on_what_they_are_made_with():
    texts = ["", "中", "The end", chinese(1), "", english(2), "中国", chinese(3, 30_000), "a"]

    together = near_duplicates.signatures(texts)

    assert [row.tolist() for row in together] == [
        near_duplicates.signature(text).tolist() for text in texts
    ]


def test_a_copy_in_traditional_characters_is_the_same_story():
    simplified = (
        "会议强调，要推进农村寄递物流体系建设，完善县乡村三级网络，确保年底前覆盖全部乡镇。" * 3
    )
    traditional = (
        "會議強調，要推進農村寄遞物流體系建設，完善縣鄉村三級網絡，確保年底前覆蓋全部鄉鎮。" * 3
    )

    assert near_duplicates.groups(
        near_duplicates.signatures([simplified, traditional])
    ).tolist() == [0, 0]


def test_a_story_has_the_number_of_its_first_row_and_chains_join():
    text = chinese(1, 900)
    rows = near_duplicates.signatures([chinese(2), text, text[150:], text[300:], chinese(3)])

    assert near_duplicates.groups(rows).tolist() == [0, 1, 1, 1, 4]


def test_the_same_form_filled_in_weeks_later_is_another_story():
    rng = random.Random(3)
    text = chinese(5)
    rows = near_duplicates.signatures([text, cut_out(scattered(text, 0.1, rng), 0.2, rng)])
    today = datetime.date(2023, 2, 9).toordinal()

    assert near_duplicates.groups(rows, np.array([today, today + 1])).tolist() == [0, 0]
    assert near_duplicates.groups(rows, np.array([today, today + 30])).tolist() == [0, 1]
    assert near_duplicates.groups(rows, np.array([today, 0])).tolist() == [0, 0]


@pytest.mark.parametrize(
    "text", ["", " \n\t", "。，！", "a", "中", "中国", "\ud800", "\U000e0001", "😀" * 50]
)
def test_any_text_has_a_signature(text):
    made = near_duplicates.signature(text)

    assert made.shape == (near_duplicates.SIGNATURE_BINS,)
    assert made.dtype == np.uint32


def test_texts_without_a_word_are_no_copies_of_each_other():
    assert near_duplicates.groups(near_duplicates.signatures(["", "。。", "，"])).tolist() == [
        0,
        1,
        2,
    ]


def test_nothing_has_no_stories():
    assert near_duplicates.groups(near_duplicates.signatures([])).tolist() == []


def test_a_signature_does_not_depend_on_the_run():
    assert near_duplicates.signature("会议强调，要推进物流。The end 2023").tolist()[:3] == [
        2094443153,
        1014776716,
        2309222287,
    ]
