/** Putting the app on the home screen: the browser's offer, kept until someone taps it. */

class InstallOffer extends EventTarget {
  constructor() {
    super();
    /** @type {any} */ this.offer = undefined;
    window.addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      this.keep(event);
    });
    window.addEventListener("appinstalled", () => this.keep(undefined));
  }

  /** @param {any} offer */
  keep(offer) {
    this.offer = offer;
    this.dispatchEvent(new Event("change"));
  }

  /** "button": the browser installs; "words": iPhone and iPad, by their own menu; "" when there is nothing to do. */
  get way() {
    if (window.matchMedia("(display-mode: standalone)").matches) return "";
    if (this.offer) return "button";
    return /** @type {any} */ (navigator).standalone === false ? "words" : "";
  }

  async ask() {
    const offer = this.offer;
    this.keep(undefined);
    await offer?.prompt();
  }
}

export const installOffer = new InstallOffer();
