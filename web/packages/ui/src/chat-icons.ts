/** The icons that a visitor's chat needs; apart, so that strangers do not download those of the workbench. */

export const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

export const CHAT_ICONS = {
  alert: `${circle(12, 12, 8.5)}M12 7.5v5.5M12 16.2v.3`,
  arrowDown: 'M12 5v13m0 0l-5.5-5.5M12 18l5.5-5.5',
  arrowLeft: 'M20 12H5m0 0l6-6m-6 6l6 6',
  chat: 'M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-4.5 4V16H6a2 2 0 0 1-2-2z',
  check: 'M4 12.5l4.5 4.5L20 6',
  checkDouble: 'M2.5 13l4 4L15 7M11 16l1.5 1.5L21.5 7',
  clock: `${circle(12, 12, 8.5)}M12 7.5V12l3 2`,
  close: 'M6 6l12 12M18 6L6 18',
  history: 'M4.5 8.5A8.5 8.5 0 1 1 3.5 12M3.5 4.5v4.5H8M12 8v4.5l3 1.5',
  lock: 'M7 11h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM8 11V8a4 4 0 0 1 8 0v3',
  monitor:
    'M5 5h14a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 17H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 5zM9 20.5h6M12 17v3.5',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  package: 'M12 3.5l8 4.3v8.4l-8 4.3-8-4.3V7.8zM4 7.8l8 4.3 8-4.3M12 12.1v8.4M8 5.7l8 4.3',
  panel:
    'M5 4.5h14A1.5 1.5 0 0 1 20.5 6v12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18V6A1.5 1.5 0 0 1 5 4.5zM15 4.5v15',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.5M20 4.5v5h-5',
  send: 'M4.5 12L3.5 4.5 21 12 3.5 19.5zM4.5 12H12',
  smile: `${circle(12, 12, 8.5)}M8.5 14.5c1.8 2.3 5.2 2.3 7 0M9 9.5v.5M15 9.5v.5`,
  wifiOff:
    'M4 4l16 16M8.8 15.2a4.5 4.5 0 0 1 5.2-.8M5.8 12a9 9 0 0 1 3.4-2.1M13 9.2a9 9 0 0 1 5.2 2.8M3 9a13 13 0 0 1 3.7-2.5M10.5 5.1A13 13 0 0 1 21 9M12 18.8v.2',
} as const;

export type ChatIconName = keyof typeof CHAT_ICONS;
