/** Every phone's own clock: `new Date()` and `Date.now()` are those of the phone that is being used. */

const Real = globalThis.Date;
export const phoneClock = { now: 0 };

globalThis.Date = class extends Real {
  constructor(...given) {
    if (given.length) super(...given);
    else super(phoneClock.now);
  }

  static now() {
    return (phoneClock.now += 1); // two readings differ, so that ids made in turn sort in turn
  }
};
