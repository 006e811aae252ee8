/** What each kind of content says about itself. */
export interface Kind<Wire, Content> {
  /** From a frame, which leaves out what is empty. */
  read(wire: Wire): Omit<Content, 'type'>;
  /** For a frame, when its fields are called otherwise there. */
  write?(content: Omit<Content, 'type'>): Wire;
  /** The field of its plain words, for previews and where it can't be shown as it is. Without one, nobody says it. */
  line?: Exclude<keyof Content, 'type'>;
}
