/** Somebody chose to sign out; whether they really do is asked where it is known what they leave behind. */
import { create } from 'zustand';

export const useSignOutWish = create<{ count: number }>(() => ({ count: 0 }));

export function wishToSignOut(): void {
  useSignOutWish.setState(({ count }) => ({ count: count + 1 }));
}
