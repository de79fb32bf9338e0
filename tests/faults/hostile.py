"""Somebody changes what is stored on a phone: functions for its browser."""

EVIL = "<img src=x onerror=\"window.pwned = 'yes'\"><script>window.pwned = 'yes'</script>"
# Every text of every row, at any depth, except what rows are found by, becomes markup.
POISON = """async ([name, stores, evil]) => {
  const opening = indexedDB.open(name);
  const db = await new Promise((resolve) => { opening.onsuccess = () => resolve(opening.result); });
  const words = ['title', 'name', 'text', 'help', 'summary', 'note', 'equipmentName', 'tag', 'unit', 'model'];
  const poison = (value, key) => {
    if (typeof value === 'string') return words.includes(key) ? evil : value;
    if (Array.isArray(value)) return value.map((one) => poison(one, key));
    if (!value || typeof value !== 'object' || value.constructor !== Object) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poison(one, key)]));
  };
  for (const store of stores) {
    const rows = db.transaction(store, 'readwrite').objectStore(store);
    const done = new Promise((resolve) => { rows.transaction.oncomplete = resolve; });
    rows.openCursor().onsuccess = ({ target: { result } }) => {
      if (!result) return;
      result.update(poison(result.value));
      result.continue();
    };
    await done;
  }
  db.close();
}"""
# One character inside the signed payload of the first record: the signature no longer fits.
FORGE = """() => new Promise((resolve) => {
  const opening = indexedDB.open('outbox');
  opening.onsuccess = () => {
    const tx = opening.result.transaction('records', 'readwrite');
    tx.objectStore('records').openCursor().onsuccess = ({ target: { result } }) => {
      const [header, payload, signature] = result.value.jws.split('.');
      const told = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')));
      told.answers[0].value = 'no';
      const forged = btoa(JSON.stringify(told)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
      result.update({ ...result.value, jws: [header, forged, signature].join('.') });
    };
    tx.oncomplete = () => { opening.result.close(); resolve(); };
  };
})"""
