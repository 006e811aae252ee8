/** What the launcher draws its sign in. The launcher weighs every byte, so this is the short rule of perceived brightness. */
export function signOn(hex: string): string {
  const value = Number.parseInt(hex.slice(1), 16);
  const brightness = (value >> 16) * 0.299 + ((value >> 8) & 255) * 0.587 + (value & 255) * 0.114;
  return brightness > 160 ? '#18212c' : '#fff';
}
