const storageKey = 'fairlead-single-keys';

/** Single-key shortcuts can be switched off (WCAG 2.1.4); remembered on this device. */
export function singleKeysOff(): boolean {
  try {
    return window.localStorage.getItem(storageKey) === 'off';
  } catch {
    return false; // Storage may be forbidden; the shortcuts then stay on.
  }
}

/** Switches them on or off for this browser. */
export function switchSingleKeys(on: boolean): void {
  try {
    window.localStorage.setItem(storageKey, on ? 'on' : 'off');
  } catch {
    // Nothing to remember it in.
  }
}
