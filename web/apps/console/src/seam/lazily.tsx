/** Components whose code is loaded when it is known that they will be shown. */
import { type ComponentType, lazy, useState } from 'react';

export interface Loadable {
  load: () => Promise<unknown>;
}

export interface Lazy<Props extends object = object> extends Loadable {
  Shown: ComponentType<Props>;
}

export function lazily<Props extends object = object>(load: () => Promise<ComponentType<Props>>): Lazy<Props> {
  let loaded: ComponentType<Props> | undefined;
  const loadOnce = async (): Promise<ComponentType<Props>> => {
    loaded ??= await load();
    return loaded;
  };
  const Later = lazy(async () => ({ default: await loadOnce() })) as ComponentType<Props>;
  function Shown(props: Props) {
    // What was loaded ahead is there at once: waiting for it, for a moment only, would hide what is around it.
    const [Component] = useState<ComponentType<Props>>(() => loaded ?? Later);
    return <Component {...props} />;
  }
  return { Shown, load: loadOnce };
}

/** For what is small and needed first. */
export function atOnce<Props extends object = object>(component: ComponentType<Props>): Lazy<Props> {
  return { Shown: component, load: () => Promise.resolve() };
}
