/** What the launcher draws its sign in: the short rule of luminance, because the launcher weighs every byte. */
export function signOn(hex: string): string {
  const value = Number.parseInt(hex.slice(1), 16);
  const part = (shift: number, weight: number) => weight * (((value >> shift) & 255) / 255) ** 2.2;
  return part(16, 0.21) + part(8, 0.72) + part(0, 0.07) > 0.25 ? '#18212c' : '#fff';
}
