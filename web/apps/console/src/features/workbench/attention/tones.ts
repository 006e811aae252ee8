/** Three short tones made by Web Audio. Browsers keep audio locked until the first click or key. */
import { create } from 'zustand';
import { usePreferences } from '../../../preferences/preferences.ts';

export type Tone = 'queue' | 'assigned' | 'message';

/** Frequency in hertz and start in seconds of each note. */
const NOTES: Record<Tone, readonly (readonly [number, number])[]> = {
  queue: [
    [659.25, 0],
    [783.99, 0.13],
    [987.77, 0.26],
  ],
  assigned: [
    [659.25, 0],
    [987.77, 0.12],
    [987.77, 0.28],
  ],
  message: [
    [880, 0],
    [1174.66, 0.1],
  ],
};
const NOTE_S = 0.24;
const LOUDNESS = 0.14;
/** Several events at once are one sound, the first. */
const PAUSE_MS = 1_500;

export const useAudio = create<{ unlocked: boolean }>(() => ({ unlocked: false }));

let context: AudioContext | undefined;
let lastPlayedAt = Number.NEGATIVE_INFINITY;

export function unlockAudio(): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  void context.resume().then(() => useAudio.setState({ unlocked: context?.state === 'running' }));
}

/** Unlocks at the first gesture anywhere. Returns a function that stops waiting for it. */
export function unlockOnFirstGesture(): () => void {
  const events = ['pointerdown', 'keydown'] as const;
  const stop = (): void => {
    for (const event of events) removeEventListener(event, unlock, true);
  };
  const unlock = (): void => {
    stop();
    unlockAudio();
  };
  if (navigator.userActivation?.hasBeenActive) unlockAudio();
  else for (const event of events) addEventListener(event, unlock, true);
  return stop;
}

export function playTone(tone: Tone): void {
  const now = performance.now();
  if (!usePreferences.getState().sound || context?.state !== 'running' || now - lastPlayedAt < PAUSE_MS) return;
  lastPlayedAt = now;
  for (const [frequency, delay] of NOTES[tone]) {
    const start = context.currentTime + delay;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = 'sine';
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.001, start + NOTE_S);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + NOTE_S);
  }
}
