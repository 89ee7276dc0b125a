/**
 * The only file of this folder that touches the disk: a billing file as bytes that can be read from
 * any offset. Everything else works on buffers.
 */
import { open } from 'node:fs/promises';

export interface FileBytes {
  readonly size: number;
  /**
   * Up to `length` bytes from `position`; fewer only at the end of the file. The bytes are good until
   * the next read: one buffer serves all reads, so that a large file leaves no garbage behind.
   */
  read(position: number, length: number): Promise<Buffer>;
  /** Whether the file is still what it was when it was opened. */
  isUnchanged(): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens a regular file; fails with the system's error, or a plain one for folders and devices. */
export async function openFileBytes(path: string): Promise<FileBytes> {
  const handle = await open(path, 'r');
  try {
    const opened = await handle.stat();
    if (!opened.isFile()) throw new Error('it is not a regular file');
    let scratch = Buffer.allocUnsafe(0);
    return {
      size: opened.size,
      read: async (position, length) => {
        const wanted = Math.max(0, Math.min(length, opened.size - position));
        if (wanted > scratch.length) scratch = Buffer.allocUnsafe(wanted);
        const buffer = scratch.subarray(0, wanted);
        let filled = 0;
        while (filled < buffer.length) {
          const room = buffer.length - filled;
          const { bytesRead } = await handle.read(buffer, filled, room, position + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return buffer.subarray(0, filled);
      },
      isUnchanged: async () => {
        const now = await handle.stat();
        return now.size === opened.size && now.mtimeMs === opened.mtimeMs;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
