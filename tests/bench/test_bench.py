import json
import subprocess
import sys


def test_the_short_form_measures_every_part_and_writes_it_down(tmp_path):
    written = tmp_path / "results.json"
    said = subprocess.run([sys.executable, "-m", "bench", "--quick", "--json", written], capture_output=True, text=True, timeout=300, check=False)
    assert said.returncode == 0, said.stderr

    results = json.loads(written.read_text())
    sections = {figure["section"] for figure in results["figures"]}
    assert results["quick"]
    assert len(sections) == 7
    assert all(f"**{section}**" in said.stdout for section in sections)
    assert all(figure["met"] for figure in results["figures"] if figure["name"].startswith(("an ack (authorize)", "a card: ")))  # counted, not timed
