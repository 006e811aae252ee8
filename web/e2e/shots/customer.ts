/** A customer without a screen: signed in by the shop, talking through the SDK. Fills the desk for a picture. */
import { type Client, type Conversation, createClient } from '@skein/sdk';
import type { SkeinServer } from '../support/server.ts';

export interface Clue {
  pageUrl?: string;
  pageTitle?: string;
  order?: string;
  campaign?: string;
  channel?: 'web' | 'h5' | 'app';
  product?: { id: string; title: string; price?: string; url?: string };
}

async function post<T>(server: SkeinServer, url: string, body: object, token = ''): Promise<T> {
  // A site answers only to the pages it knows.
  const headers: Record<string, string> = { 'Content-Type': 'application/json', Origin: server.shopUrl };
  if (token !== '') headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

export class Customer {
  readonly #client: Client;
  readonly #conversation: Conversation;

  private constructor(client: Client, conversation: Conversation) {
    this.#client = client;
    this.#conversation = conversation;
  }

  static async arrive(
    server: SkeinServer,
    who: { uid: string; name: string; locale?: string },
    clue: Clue,
  ): Promise<Customer> {
    const { identityToken } = await post<{ identityToken: string }>(server, `${server.shopUrl}/demo/identity`, {
      uid: who.uid,
      name: who.name,
    });
    const { token } = await post<{ token: string }>(server, `${server.url}/v1/widget/sites/demo/sessions`, {
      identityToken,
      locale: who.locale ?? 'zh-CN',
    });
    const { conversationId } = await post<{ conversationId: string }>(
      server,
      `${server.url}/v1/widget/thread`,
      { clue: { channel: 'web', ...clue } },
      token,
    );
    const client = createClient({
      url: server.url,
      uid: who.uid,
      getToken: () => token,
      device: { id: `shots-${who.uid}`, terminal: clue.channel === 'h5' ? 'h5' : 'web', name: 'Chrome on Windows' },
      transports: ['longpoll'],
    });
    await client.connect();
    const conversation = client.conversation(conversationId);
    await conversation.load();
    return new Customer(client, conversation);
  }

  async say(text: string): Promise<void> {
    await this.#conversation.send({ type: 'text', text }).sent;
  }

  read(): void {
    this.#conversation.markRead();
  }

  types(): void {
    this.#conversation.typing();
  }

  async leave(): Promise<void> {
    await this.#client.close();
  }
}
