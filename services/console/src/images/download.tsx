import { Download as DownloadIcon } from 'lucide-react';
import { client } from '../api/client.js';
import { Menu, MenuItem } from '../components/menu.js';
import { saveAs } from '../components/save-as.js';
import { toasts } from '../components/toasts.js';
import { text } from '../text/index.js';
import { convert, convertible } from './convert.js';

interface DownloadProps {
  readonly image: { readonly id: string; readonly url: string };
  /** Of the file that is kept. */
  readonly format: string;
}

/** The file as it is kept, byte for byte, or in another format that this browser writes. */
export function Download({ image, format }: DownloadProps) {
  const save = async (wanted: string) => {
    try {
      const bytes = await client.download(image);
      const file = new Blob([bytes], { type: `image/${format}` });
      saveAs(wanted === format ? file : await convert(file, wanted), `${image.id}.${wanted}`);
    } catch {
      toasts.add({ title: text.images.downloadFailed });
    }
  };
  const formats = [format, ...convertible.filter((other) => other !== format)];
  return (
    <Menu label={text.playground.download} button={<DownloadIcon aria-hidden />}>
      {formats.map((wanted) => (
        <MenuItem key={wanted} onClick={() => save(wanted)}>
          {text.images.download(wanted.toUpperCase())}
        </MenuItem>
      ))}
    </Menu>
  );
}
