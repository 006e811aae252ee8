/** Loading placeholders that do not flicker: shown after 150 ms, and then for at least 300 ms. */
import { useEffect, useRef, useState } from 'react';
import styles from './skeleton.module.css';

const SHOW_AFTER_MS = 150;
const SHOW_AT_LEAST_MS = 300;

/** True while a loading placeholder should be on screen. */
export function useDelayed(loading: boolean): boolean {
  const [shown, setShown] = useState(false);
  const shownAt = useRef(0);
  useEffect(() => {
    if (loading === shown) return;
    const held = performance.now() - shownAt.current;
    const wait = loading ? SHOW_AFTER_MS : Math.max(0, SHOW_AT_LEAST_MS - held);
    const timer = setTimeout(() => {
      if (loading) shownAt.current = performance.now();
      setShown(loading);
    }, wait);
    return () => clearTimeout(timer);
  }, [loading, shown]);
  return shown;
}

export function Skeleton({ width, height, round }: { width: number | string; height: number; round?: boolean }) {
  return (
    <span className={round ? `${styles.bone} ${styles.round}` : styles.bone} style={{ width, height }} aria-hidden />
  );
}
