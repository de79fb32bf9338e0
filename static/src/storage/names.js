/** Every name the phone's storage is known by. A name is never reused for something else. */

export const INDEX = "lineside"; // what the server can send again
export const OUTBOX = "outbox"; // what only this phone has
export const MARKER = "lineside.outbox"; // in localStorage: "this phone had an outbox"
export const MEDIA_CACHE = "media";
export const SHELL_CACHE = "shell-";

export const LOCK = { finish: "lineside-finish", send: "lineside-send", pull: "lineside-pull", form: "lineside-form" };
export const CHANNEL = "lineside"; // BroadcastChannel: one tab tells the others what changed
