import json
import subprocess
import sys

from bench import crowd
from bench.inventing import folded
from bench.mistakes import misspelt


def test_the_short_form_measures_every_part_and_writes_it_down(tmp_path):
    written = tmp_path / "results.json"
    said = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--leads", "4000", "--json", written], capture_output=True, text=True, timeout=300, check=False
    )
    assert said.returncode == 0, said.stderr

    parts = json.loads(written.read_text())["parts"]
    figures = [figure for part in parts.values() for figure in part["figures"]]
    assert list(parts) == ["answers", "counts", "memory", "triggers", "queue", "enrollments", "writing", "search"]
    assert all(part["quick"] for part in parts.values())
    assert all(f"**{figure['section'].removeprefix('search for ')}**" in said.stdout for figure in figures)
    assert all(figure["met"] for figure in figures if figure["name"].startswith(("an ack (authorize)", "a card: ")))  # counted, not timed
    assert all(figure["met"] for figure in figures if figure["name"].startswith("leads or words") or (figure["name"] == "hit@10" and figure["at_least"] == 1))


def test_a_part_that_is_measured_alone_leaves_the_others_as_they_were(tmp_path):
    written = tmp_path / "results.json"
    written.write_text(json.dumps({"parts": {"search": {"quick": False, "figures": []}}}))
    said = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--only", "counts", "--json", written], capture_output=True, text=True, timeout=120, check=False
    )
    assert said.returncode == 0, said.stderr

    parts = json.loads(written.read_text())["parts"]
    assert parts["search"] == {"quick": False, "figures": []}
    assert len(parts["counts"]["figures"]) == 4


def test_a_seed_gives_the_same_leads_again_and_another_seed_others(tmp_path):
    def written(name, seed):
        (tmp_path / name).mkdir()
        return [path.read_text() for path in crowd.write(tmp_path / name, 2000, seed)]

    first = written("first", 1)
    assert written("again", 1) == first
    assert not set("".join(written("other", 2)).splitlines()) & set("".join(first).splitlines())


def test_the_largest_of_fifty_organizations_has_three_tenths_of_the_leads():
    found = crowd.organizations(1_000_000)
    assert len(found) == 50
    assert round(found[0].leads / 1_000_000, 2) == 0.3
    assert sum(each.leads for each in found) == 1_000_000


def test_a_misspelt_word_has_just_so_many_errors_and_none_is_only_an_accent():
    from random import Random

    from rapidfuzz.distance import OSA

    for number in range(300):
        word = ("Ferrand", "Кузнецов", "Øzgür", "حداد")[number % 4]
        edits = 1 + number % 2
        assert OSA.distance(folded(word), folded(misspelt(word, Random(number), edits))) == edits
