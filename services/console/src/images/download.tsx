import { Download as DownloadIcon } from 'lucide-react';
import { client } from '../api/client.js';
import { rendition, renditionWidths } from '../api/rendition.js';
import { Menu, MenuItem } from '../components/menu.js';
import { saveAs } from '../components/save-as.js';
import { toasts } from '../components/toasts.js';
import { text } from '../text/index.js';
import { convert, convertible } from './convert.js';

interface DownloadProps {
  readonly image: { readonly id: string; readonly url: string; readonly width: number };
  /** Of the file that is kept. */
  readonly format: string;
}

/** The file as it is kept, byte for byte, or in another format: this browser writes most, the image host has the other. */
export function Download({ image, format }: DownloadProps) {
  const save = async (wanted: string) => {
    try {
      saveAs(await fileOf(image, format, wanted), `${image.id}.${wanted}`);
    } catch {
      toasts.add({ title: text.images.downloadFailed });
    }
  };
  const hosted = renditionWidths.includes(image.width) ? ['avif'] : [];
  const formats = new Set([format, ...convertible, ...hosted]);
  return (
    <Menu label={text.playground.download} button={<DownloadIcon aria-hidden />}>
      {[...formats].map((wanted) => (
        <MenuItem key={wanted} onClick={() => save(wanted)}>
          {text.images.download(wanted.toUpperCase())}
        </MenuItem>
      ))}
    </Menu>
  );
}

async function fileOf(image: DownloadProps['image'], format: string, wanted: string): Promise<Blob> {
  const isHere = wanted === format || convertible.some((one) => one === wanted);
  const url = isHere ? image.url : rendition(image.url, image.width, wanted);
  const type = isHere ? format : wanted;
  const file = new Blob([await client.download({ url })], { type: `image/${type}` });
  return type === wanted ? file : convert(file, wanted);
}
