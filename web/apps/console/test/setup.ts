// What the browser has and happy-dom has not.
import { afterEach, vi } from 'vitest';
import { cleanUp } from './dom.tsx';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

afterEach(() => {
  vi.useRealTimers();
  cleanUp();
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, '', '/console/');
});
