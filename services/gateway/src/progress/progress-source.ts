/** Where messages about one generation come from, as encoded `ImageProgress`. */
export interface ProgressSource {
  /**
   * Asks for messages about a generation. Workers make previews only while somebody has asked.
   * @returns what ends it
   */
  subscribe(generationId: string, receive: (message: Uint8Array) => void): () => void;
}
