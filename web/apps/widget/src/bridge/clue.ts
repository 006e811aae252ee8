/** Where a visitor comes from. The server refuses unknown fields, so only known ones pass, cut to the server's limits. */
import { record } from './validate';

export interface ClueProduct {
  id: string;
  title: string;
  price?: string;
  imageUrl?: string;
  url?: string;
}

export interface Clue {
  channel?: 'web' | 'h5';
  pageUrl?: string;
  pageTitle?: string;
  referrer?: string;
  campaign?: string;
  order?: string;
  product?: ClueProduct;
}

const MAX_TEXT = 500;
const MAX_URL = 2000;

function cut(value: unknown, max: number): string | undefined {
  const given = typeof value === 'number' ? String(value) : value;
  return typeof given === 'string' && given.trim() !== '' ? given.trim().slice(0, max) : undefined;
}

/** A cut URL is a wrong URL: leave it out instead. Only web addresses make sense to an agent. */
function webUrl(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MAX_URL && /^https?:\/\//i.test(value) ? value : undefined;
}

/** Drops absent fields, because the server tells "absent" from "null". */
function compact<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function parseProduct(value: unknown): ClueProduct | undefined {
  const fields = record(value);
  const id = cut(fields?.id, MAX_TEXT);
  const title = cut(fields?.title, MAX_TEXT);
  if (fields === null || id === undefined || title === undefined) return undefined;
  return compact<ClueProduct>({
    id,
    title,
    price: cut(fields.price, MAX_TEXT),
    imageUrl: webUrl(fields.imageUrl),
    url: webUrl(fields.url),
  });
}

export function parseClue(value: unknown): Clue {
  const fields = record(value) ?? {};
  return compact<Clue>({
    channel: fields.channel === 'web' || fields.channel === 'h5' ? fields.channel : undefined,
    pageUrl: webUrl(fields.pageUrl),
    pageTitle: cut(fields.pageTitle, MAX_TEXT),
    referrer: webUrl(fields.referrer),
    campaign: cut(fields.campaign, MAX_TEXT),
    order: cut(fields.order, MAX_TEXT),
    product: parseProduct(fields.product),
  });
}
