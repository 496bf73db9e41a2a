import type {
  DeleteImageRequest,
  DeleteImageResponse,
  FindImagesRequest,
  FindImagesResponse,
  GetImageRequest,
  GetImageResponse,
  ListImagesRequest,
  ListImagesResponse,
  ReadImageRequest,
  ReadImageResponse,
  StoreImageRequest,
  StoreImageResponse,
} from '@imageai/contracts/storage';
import { AllowCallers, toServiceError } from '@imageai/rpc';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod, GrpcStreamCall } from '@nestjs/microservices';
import { from, type Observable } from 'rxjs';
import type { StoredBytes } from '../backend/image-backend.js';
import type { Config } from '../config.js';
import { CONFIG } from '../tokens.js';
import type { HeldImage } from './held-image.js';
import { ImageFiles } from './image-files.service.js';
import { readUpload } from './image-upload.js';
import { toStoredImage } from './images.convert.js';
import { ImagesService } from './images.service.js';

type Answer = (error: ReturnType<typeof toServiceError> | null, response?: StoreImageResponse) => void;

@Controller()
@AllowCallers('gateway', 'operator')
export class ImagesController {
  constructor(
    private readonly images: ImagesService,
    private readonly files: ImageFiles,
    @Inject(CONFIG) private readonly config: Pick<Config, 'MAX_IMAGE_PIXELS'>,
  ) {}

  @GrpcStreamCall('ImageService', 'storeImage')
  @AllowCallers('inference')
  async storeImage(call: AsyncIterable<StoreImageRequest>, answer: Answer): Promise<void> {
    const { image, encodeMs } = await this.images.store(await readUpload(call, this.config.MAX_IMAGE_PIXELS));
    answer(null, { image: toStoredImage(image), encodeMs });
  }

  @GrpcMethod('ImageService', 'getImage')
  async getImage({ accountId, imageId }: GetImageRequest): Promise<GetImageResponse> {
    return { image: toStoredImage(await this.images.get(accountId, imageId)) };
  }

  @GrpcMethod('ImageService', 'readImage')
  async readImage({ accountId, imageId }: ReadImageRequest): Promise<Observable<ReadImageResponse>> {
    const image = await this.images.get(accountId, imageId);
    return from(partsOf(image, await this.files.open(image)));
  }

  @GrpcMethod('ImageService', 'listImages')
  async listImages(request: ListImagesRequest): Promise<ListImagesResponse> {
    const { images, nextPageToken } = await this.images.list(request);
    return { images: images.map(toStoredImage), nextPageToken };
  }

  @GrpcMethod('ImageService', 'findImages')
  @AllowCallers('metering', 'operator')
  async findImages({ imageIds }: FindImagesRequest): Promise<FindImagesResponse> {
    return { imageIds: await this.images.among(imageIds) };
  }

  @GrpcMethod('ImageService', 'deleteImage')
  @AllowCallers('gateway', 'operator', 'inference')
  async deleteImage({ accountId, imageId }: DeleteImageRequest): Promise<DeleteImageResponse> {
    await this.images.delete(accountId, imageId);
    return {};
  }
}

async function* partsOf(image: HeldImage, file: StoredBytes): AsyncGenerator<ReadImageResponse> {
  const bytes = file.stream({ start: 0, end: image.bytes - 1 });
  yield { part: { $case: 'image', value: toStoredImage(image) } };
  for await (const value of bytes) yield { part: { $case: 'bytes', value } };
}
