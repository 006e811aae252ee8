/** Shows a place: its name leads to the reader's own map, and nobody else learns that it was looked at. */
import type { LocationContent } from '@skein/sdk';

export function Location({ content }: { content: LocationContent }) {
  return (
    <p dir="auto">
      <a href={`geo:${content.latitudeE6 / 1e6},${content.longitudeE6 / 1e6}`}>{content.name}</a>
      <br />
      {content.address}
    </p>
  );
}
