/** `sip:+1XXXXXXX@XX.XX.XX.XX`, `***`: somebody took out what stood here, and not always as much of it. */
export const isMasked = (text: string): boolean => /x{4}|X{2}|\*{3}/.test(text)
