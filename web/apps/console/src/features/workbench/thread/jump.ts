/** A wish to see the start of a certain consultation in its conversation. */
import { create } from 'zustand';

export interface JumpTarget {
  conversationId: string;
  consultationId: string;
}

export const useJump = create<{ target: JumpTarget | null }>(() => ({ target: null }));
