/** Typed messages: keys and placeholders come from the source catalogue, plurals from Intl; no framework. */

/** A message is a text, or one text per plural category chosen by the parameter `count`. */
export type Message = string | PluralMessage;
export interface PluralMessage {
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}
export type Catalogue = Readonly<Record<string, Message>>;

/** What a translation of `Source` must hold: the same keys, any text. */
export type TranslationOf<Source extends Catalogue> = { readonly [Key in keyof Source]: Message };

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type PlaceholdersOf<Entry> = Entry extends string
  ? NamesIn<Entry>
  : Entry extends PluralMessage
    ? 'count' | NamesIn<Entry[keyof Entry]>
    : never;

type ArgumentsFor<Entry> = [PlaceholdersOf<Entry>] extends [never]
  ? []
  : [parameters: Readonly<Record<PlaceholdersOf<Entry>, string | number>>];

export type Translate<Source extends Catalogue> = <Key extends keyof Source>(
  key: Key,
  ...parameters: ArgumentsFor<Source[Key]>
) => string;

const PLACEHOLDER = /\{(\w+)\}/g;

/** Makes the `t` of one language. */
export function createTranslator<Source extends Catalogue>(
  locale: string,
  catalogue: TranslationOf<Source>,
): Translate<Source> {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (key, ...rest) => {
    const parameters: Readonly<Record<string, string | number>> = rest[0] ?? {};
    const message: Message = catalogue[key];
    const text =
      typeof message === 'string' ? message : (message[plurals.select(Number(parameters.count))] ?? message.other);
    return text.replace(PLACEHOLDER, (whole, name: string) => {
      const value = parameters[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
}

/** The placeholder names of a message, sorted: what two translations of it must have in common. */
export function placeholdersOf(message: Message): string[] {
  const texts = typeof message === 'string' ? [message] : Object.values(message);
  const names = new Set<string>(typeof message === 'string' ? [] : ['count']);
  for (const text of texts) for (const match of text.matchAll(PLACEHOLDER)) if (match[1]) names.add(match[1]);
  return [...names].sort();
}

/** The first supported language that fits what the reader asks for, else the fallback. */
export function pickLocale<Locale extends string>(
  wanted: readonly string[],
  supported: readonly Locale[],
  fallback: Locale,
): Locale {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    const hit = supported.find((locale) => locale.toLowerCase().split('-')[0] === base);
    if (hit) return hit;
  }
  return fallback;
}
