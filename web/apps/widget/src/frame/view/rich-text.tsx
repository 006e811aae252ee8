/** placeholder until the parser is there */
export function RichText({ text }: { text: string }) {
  return <p>{text}</p>;
}
