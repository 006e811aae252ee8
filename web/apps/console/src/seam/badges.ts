/** Numbers at the entries of the rail. */
import { useEffect } from 'react';
import { create } from 'zustand';

export const useBadges = create<Readonly<Record<string, number>>>(() => ({}));

/** Shows a number at the feature's entry, as long as the component is there; none for 0. */
export function useBadge(feature: string, count: number): void {
  useEffect(() => {
    useBadges.setState({ [feature]: count });
    return () => useBadges.setState({ [feature]: 0 });
  }, [feature, count]);
}
