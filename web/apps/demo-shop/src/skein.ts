/** How a shop embeds Skein: a stub that queues, the script tag, and an identity that its own server signs. */

type Skein = ((...call: unknown[]) => unknown) & { q?: IArguments[] };

declare global {
  interface Window {
    skein?: Skein;
  }
}

export function skein(...call: unknown[]): unknown {
  return window.skein?.(...call);
}

function installStub(): void {
  const stub: Skein = function (this: unknown) {
    // biome-ignore lint/complexity/noArguments: the stub of the documentation, as a page would paste it
    stub.q?.push(arguments);
  };
  stub.q = [];
  window.skein ??= stub;
}

/** Adds the script tag; false when there is no Skein to embed. */
export async function embed(locale: string): Promise<boolean> {
  installStub();
  try {
    const answer = await fetch('/demo/config.json');
    if (!answer.ok) return false;
    const { skeinUrl, siteKey } = (await answer.json()) as { skeinUrl: string; siteKey: string };
    const script = document.createElement('script');
    script.async = true;
    script.src = new URL('/widget/loader.js', skeinUrl).href;
    script.dataset.site = siteKey;
    script.dataset.locale = locale;
    const loaded = new Promise<boolean>((resolve) => {
      script.onload = () => resolve(true);
      script.onerror = () => resolve(false);
    });
    document.head.append(script);
    return await loaded;
  } catch {
    return false;
  }
}

export async function identify(customer: { uid: string; name: string }): Promise<void> {
  const answer = await fetch('/demo/identity', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ uid: customer.uid, name: customer.name }),
  });
  if (!answer.ok) throw new Error(`the shop's server did not sign: ${answer.status}`);
  const { identityToken } = (await answer.json()) as { identityToken: string };
  skein('identify', { identityToken });
}
