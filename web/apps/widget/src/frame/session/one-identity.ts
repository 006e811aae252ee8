/** One browser, one identity: who signs in or out in one tab does so in all of them. */
import { randomId } from '@skein/ui';
import type { KeyValueStore } from '../platform/storage';

const KEY = 'who';

export interface OneIdentity {
  /** This customer is here now; empty: nobody, what there was is wiped. */
  announce(customer: string): void;
}

const customerIn = (value: string | null) => value?.slice(value.indexOf(' ') + 1) ?? '';

/** `onOther` runs when another tab says who is here. */
export function watchIdentity(store: KeyValueStore, onOther: (customer: string) => void): OneIdentity {
  store.watch(KEY, (value) => onOther(customerIn(value)));
  return {
    announce(customer) {
      // Every page of a customer names them; that is no news. A logout always is.
      if (customer !== '' && customerIn(store.get(KEY)) === customer) return;
      store.set(KEY, `${randomId()} ${customer}`);
    },
  };
}
