"""What a phone's databases hold, read past the app: the truth that its screens are measured against."""

from dataclasses import dataclass

READ = """async () => {
  const opening = indexedDB.open('outbox');
  const db = await new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const tx = db.transaction(['records', 'drafts', 'evidence', 'enrolments']);
  const all = (store, keys) => new Promise((resolve, reject) => {
    const asked = tx.objectStore(store)[keys ? 'getAllKeys' : 'getAll']();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const [records, drafts, evidence, enrolments] = await Promise.all(
    [all('records'), all('drafts'), all('evidence', true), all('enrolments')]);
  db.close();
  return {
    records: records.map(({ id, state, evidence, draft }) => ({ id, state, evidence, draft })),
    drafts: drafts.map(({ id, answers }) => ({ id, answered: Object.keys(answers).length,
      photos: Object.values(answers).flatMap((answer) => answer.photos ?? []) })),
    evidence,
    counter: enrolments.reduce((sum, { counter }) => sum + counter, 0),
  };
}"""


@dataclass
class Kept:
    """Rows of the outbox database, as far as tests ask for them."""

    records: list[dict]
    drafts: list[dict]
    evidence: list[str]
    counter: int

    def whole(self) -> bool:
        """Every record has its number in the chain and all its evidence; none still has its draft."""
        numbered = self.counter == len(self.records)
        files = all(sha256 in self.evidence for record in self.records for sha256 in record["evidence"])
        photos = all(sha256 in self.evidence for draft in self.drafts for sha256 in draft["photos"])
        finished = {record["draft"] for record in self.records}
        return numbered and files and photos and not any(draft["id"] in finished for draft in self.drafts)


def kept(page) -> Kept:
    return Kept(**page.evaluate(READ))
