/** How present somebody is. Shown by shape and colour together, so that neither is needed alone. */
export type Presence = 'online' | 'busy' | 'away' | 'offline';

/** Shapes in a 12 by 12 box: full disc, half disc, ring, ring with a stroke through. */
export const PRESENCE_SHAPES: Readonly<Record<Presence, { fill: string; stroke: string }>> = {
  online: { fill: 'M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z', stroke: '' },
  busy: { fill: 'M6 1a5 5 0 0 0 0 10z', stroke: 'M6 1.75a4.25 4.25 0 1 1 0 8.5 4.25 4.25 0 0 1 0-8.5z' },
  away: { fill: '', stroke: 'M6 1.75a4.25 4.25 0 1 1 0 8.5 4.25 4.25 0 0 1 0-8.5z' },
  offline: {
    fill: '',
    stroke: 'M6 1.75a4.25 4.25 0 1 1 0 8.5 4.25 4.25 0 0 1 0-8.5zM3.1 8.9l5.8-5.8',
  },
};
