/** What the phone does when a label was read: a short buzz, and a tone for those who want one. */

const KEY = "lineside.signal";
const BUZZ = 40; // ms
const TONE = { hertz: 1_200, seconds: 0.09, loudness: 0.2 };

/** @typedef {{buzz: boolean, tone: boolean}} Signals */
/** @type {Signals} quiet: a hall has sounds that mean danger */
const USUAL = { buzz: true, tone: false };

/** @returns {Signals} */
export function signals() {
  try {
    return { ...USUAL, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return USUAL;
  }
}

/** @param {Partial<Signals>} changed */
export function chooseSignals(changed) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...signals(), ...changed }));
  } catch {
    // the next label is told as usual
  }
}

export function signal() {
  const { buzz, tone } = signals();
  if (buzz) navigator.vibrate?.(BUZZ);
  if (tone) sound();
}

/** @type {AudioContext | undefined} one for all: browsers allow only a few */
let audio;

function sound() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume().catch(() => {}); // no tap yet: this one stays silent
  const [source, loudness] = [audio.createOscillator(), audio.createGain()];
  source.frequency.value = TONE.hertz;
  loudness.gain.value = TONE.loudness;
  source.connect(loudness).connect(audio.destination);
  source.start();
  source.stop(audio.currentTime + TONE.seconds);
}
