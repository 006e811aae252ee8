/** Waiting that a caller can give up, while the work goes on for others. */
import { ImError } from './errors';

export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(aborted());
    const settled = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    work.then(resolve, reject).then(settled);
  });
}

export function aborted(): ImError {
  return new ImError('aborted', 'rejected', 'aborted by the caller');
}
