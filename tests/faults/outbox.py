"""What a phone's databases hold, read past the app: the truth that its screens are measured against."""

from collections.abc import Callable
from dataclasses import dataclass

READ = """async () => {
  const opening = indexedDB.open('outbox');
  const db = await new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const tx = db.transaction(['records', 'drafts', 'evidence', 'enrolments', 'meta']);
  const all = (store, keys) => new Promise((resolve, reject) => {
    const asked = tx.objectStore(store)[keys ? 'getAllKeys' : 'getAll']();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const [records, drafts, evidence, enrolments, notes] = await Promise.all(
    [all('records'), all('drafts'), all('evidence', true), all('enrolments'), all('meta', true)]);
  db.close();
  return {
    records: records.map(({ id, state, detail, evidence, draft }) => (
      { id, state, detail, evidence, draft })),
    drafts: drafts.map(({ id, answers }) => ({ id, answered: Object.keys(answers).length,
      photos: Object.values(answers).flatMap((answer) => answer.photos ?? []) })),
    evidence,
    counter: enrolments.reduce((sum, { counter }) => sum + counter, 0),
    leases: notes.filter((key) => key.startsWith('lease:')),
  };
}"""


@dataclass
class Kept:
    """Rows of the outbox database, as far as tests ask for them."""

    records: list[dict]
    drafts: list[dict]
    evidence: list[str]
    counter: int
    leases: list[str]

    def whole(self) -> bool:
        """Every record has its number in the chain and all its evidence; none still has its draft."""
        numbered = self.counter == len(self.records)
        files = all(sha256 in self.evidence for record in self.records for sha256 in record["evidence"])
        photos = all(sha256 in self.evidence for draft in self.drafts for sha256 in draft["photos"])
        finished = {record["draft"] for record in self.records}
        return numbered and files and photos and not any(draft["id"] in finished for draft in self.drafts)


def kept(page) -> Kept:
    return Kept(**page.evaluate(READ))


def until(page, condition: Callable[[], bool]) -> None:
    """Wait for what no screen shows, such as a row at the server; the page goes on meanwhile."""
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("never came true")
