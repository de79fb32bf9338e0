// Shapes the client shares: docs/client.md and docs/wire.md say what they mean.

declare module "*.svg" {
  const url: string;
  export default url;
}
declare module "*.wasm" {
  const url: string;
  export default url;
}

type Kind = "tick" | "yes_no" | "pass_fail" | "number" | "choice" | "text" | "photo";
type OpenedBy = "camera" | "photo" | "typed" | "list" | "link" | "scanner" | "nfc";

interface StoredFile {
  sha256: string;
  bytes: number;
  content_type: string;
  width: number | null;
  height: number | null;
  language: string | null;
}
interface ClipBody {
  medium: string;
  summary: string;
  duration_s: number;
  speech: boolean;
  video: StoredFile;
  poster: StoredFile;
  captions: StoredFile[];
}
interface Item {
  id: string;
  kind: Kind;
  text: string;
  help: string;
  required: boolean;
  note_on_fail: boolean;
  photo_on_fail: boolean;
  fails_on: "yes" | "no" | "";
  unit: string;
  min: number | null;
  max: number | null;
  choices: string[];
  failing_choices: string[];
}
interface ChecklistBody {
  summary: string;
  items: Item[];
}
interface Guide {
  id: string;
  kind: "clip" | "checklist";
  title: string;
  site: string;
  version: number;
  hash: string;
  attached: { target: "equipment" | "equipment_type" | "area" | "site"; id: string }[];
  trades?: string[]; // whom it is meant for; none, or absent on rows of older servers: everybody
  body: any;
}
interface Equipment {
  id: string;
  name: string;
  tag: string;
  site: string;
  area: string;
  equipment_type: string;
  hazards: string[];
  ppe: string[];
}
interface Label {
  id: string;
  state: "bound" | "unbound" | "retired";
  equipment: string | null;
  site: string;
  replaced_by?: string; // the code of its successor
}
interface Answer {
  value?: any;
  note?: string;
  photos?: string[];
}
interface Draft {
  guide: string;
  equipment: string | null;
  label: string | null;
  openedBy: OpenedBy;
  version: number;
  versionHash: string;
  started: string;
  updated: string;
  answers: Record<string, Answer>;
  watched_s: number;
  played?: [number, number][]; // of a clip, from and to in seconds of the film
  position: number;
  frozen?: Guide;
  id?: string; // given by drafts.put, as the next one
  person?: string;
  corrects?: string; // id of the record this draft will correct, and why
  reason?: string;
}
interface RecordRow {
  id: string;
  guide: string;
  title: string;
  equipment?: string | null;
  equipmentName: string;
  finishedAt: string;
  failed: number;
  flagged: number;
  state: "saved" | "sent" | "confirmed" | "attention";
  detail: string;
  note?: string;
  jws: string;
  evidence: string[];
  corrects?: string | null;
  scan?: "open" | "bind" | "verify" | "replace"; // what it does to a label; absent on completions
  frozen?: Guide; // absent on rows of older builds
}
interface Route {
  path: string;
  params: Record<string, string>;
  query: Record<string, string>;
}
interface LoadState {
  phase: "idle" | "index" | "clips" | "check" | "done" | "stopped" | "failed";
  done: number;
  total: number;
  bytes: number;
  totalBytes: number;
  problem: "" | "offline" | "full" | "damaged" | "no-scanner" | "sign-in";
}

type Lack = "index" | "checklists" | "clips" | "choice" | "sample" | "scanner";
/** Whether this phone works without a network; pack/ready.js says what each means. */
interface Readiness {
  known: boolean;
  ready: boolean;
  old: boolean;
  syncedAt: string | null;
  lacks: Lack[];
  clips: number;
  of: number;
  left: number;
  bytes: number;
  missingBytes: number;
  scanner: boolean;
}

type Later<T> = T | Promise<T>;

/** Equipment with what surrounds it; `path` names its areas from the top. */
interface Placed {
  equipment: Equipment;
  type: any;
  path: string[];
}
/** One piece of equipment as the list shows it; `place` names its areas from the top. */
interface FoundEquipment {
  id: string;
  name: string;
  tag: string;
  picture: string;
  place: string;
}
interface Store extends EventTarget {
  label(code: string): Later<Label | undefined>;
  labelsOf(equipment: string): Promise<Label[]>;
  /** The equipment that a code of somebody else was bound to (scan/further.js spells it), one a site. */
  equipmentOf(code: string, site?: string): Later<string[]>;
  /** Equipment in the same area, without itself. */
  near(equipment: string, most: number): Later<Placed[]>;
  equipment(id: string): Later<Equipment | undefined>;
  placed(id: string): Later<Placed | undefined>;
  allPlaced(ids: string[]): Later<Placed[]>;
  area(id: string): Later<any>;
  equipmentType(id: string): Later<any>;
  site(id: string): Later<any>;
  guide(id: string): Later<Guide | undefined>;
  finder(): Promise<{ find(wanted: string, most: number): { n: number; rows: FoundEquipment[] } }>;
  sites(): Later<any[]>;
  trades(): Promise<{ id: string; name: string }[]>;
  guidesFor(equipmentId: string): Later<Guide[]>;
  summary(): Later<{ cursor: any; syncedAt: any; equipment: number; guides: number; checklists: number; clips: number; clipBytes: number }>;
}
interface Drafts {
  get(guide: string, equipment: string | null, corrects?: string): Later<Draft | undefined>;
  opened(draft: Draft): Draft;
  put(draft: Draft): Promise<any>;
  unclaimed(draft: Draft): boolean;
  claim(draft: Draft): Promise<any>;
  remove(draft: Draft): Promise<any>;
  list(): Later<Draft[]>;
  putPhoto(bytes: ArrayBuffer, contentType: string): Promise<string>;
  photo(sha256: string): Later<{ bytes: ArrayBuffer; contentType: string } | undefined>;
}
interface Outbox extends EventTarget {
  /** The browser has thrown away an outbox this phone had. */
  lost: boolean;
  acknowledgeLoss(): Promise<any>;
  finish(draft: Draft): Promise<RecordRow>;
  record(id: string): Later<{ row: RecordRow; guide: Guide | undefined; said: any; correctedBy: string | undefined } | undefined>;
  correction(id: string): Later<Draft | undefined>;
  list(): Later<RecordRow[]>;
  others(): Later<{ name: string; waiting: number; attention: number }[]>;
  counts(): Later<{ saved: number; sent: number; confirmed: number; attention: number }>;
  send(): Promise<any>;
}
interface Rescue {
  unsent(): Promise<any[]>;
  file(id?: string): Promise<{ name: string; text: string; count: number }>;
  deliver(text: string): Promise<import("./outbox/rescue.js").Outcome[]>;
}
interface Pack extends EventTarget {
  refresh(): Promise<any>;
  load(): Promise<any>;
  stop(): void;
  state: LoadState;
  has(sha256: string): Later<boolean>;
  readiness(): Later<Readiness>;
  check(how?: { anew?: boolean }): Promise<any>;
  choice(): Promise<any>;
  choose(changed: { areas?: string[] | null; trades?: "own" | string[] | null; budget?: number }): Promise<any>;
  opened(id: string): Promise<any>;
  room(): Promise<{ used: number | undefined; safe: boolean | undefined }>;
  tidy(): Promise<any>;
}
interface Identity extends EventTarget {
  person: { id: string; name: string; handle: string; roles?: Record<string, string>; trade?: { id: string; name: string } | null } | undefined;
  enrolment: { id: string; person: string; device: string } | undefined;
  signedIn: boolean | undefined;
  refresh(): Promise<any>;
}
interface Router extends EventTarget {
  go(path: string): void;
  replace(path: string): void;
  back(): void;
  route: Route;
}
interface App {
  store: Store;
  drafts: Drafts;
  outbox: Outbox;
  rescue: Rescue;
  scans: import("./labels/scans.js").Scans;
  pack: Pack;
  identity: Identity;
  router: Router;
  build: string;
}
