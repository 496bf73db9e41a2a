import type {
  DeleteImageRequest,
  DeleteImageResponse,
  GetImageRequest,
  GetImageResponse,
  ImageFilter,
  ListImagesRequest,
  ListImagesResponse,
  ReadImageRequest,
  ReadImageResponse,
  StoredImage,
} from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';
import { AllowCallers } from '@imageai/rpc';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { from, type Observable, throwError } from 'rxjs';
import { FakeInputs } from './fake-inputs.js';
import { FAKE } from './fake-server.js';

/** Has a file for every image, which says whose it is, unless it is gone. */
export class FakeStorage {
  readonly gone = new Set<string>();
  readonly inputs = new FakeInputs();
  reads = 0;
  away = false;
  /** Files end before their end. */
  short = false;
  /** Every image is there that is not gone. */
  hasAll = false;
  /** What was asked for last. */
  filter: ImageFilter | undefined;
  /** By id, newest first. */
  readonly images = new Map<string, StoredImage>();

  static fileOf(imageId: string): Buffer {
    return Buffer.from(`the file of ${imageId}`);
  }

  get({ accountId, imageId }: GetImageRequest): GetImageResponse {
    if (this.away) throw new AppError('unavailable');
    if (this.gone.has(imageId)) throw new AppError('image_gone');
    if (this.hasAll) return { image: undefined };
    const image = this.images.get(imageId);
    if (image?.accountId !== accountId) throw new AppError('not_found');
    return { image };
  }

  list({ accountId, pageSize, pageToken, filter }: ListImagesRequest): ListImagesResponse {
    this.filter = filter;
    if (pageToken !== '' && pageToken !== 'more') throw new AppError('parameter_invalid', { param: 'page_token' });
    const own = [...this.images.values()].filter((image) => image.accountId === accountId);
    return { images: own.slice(0, pageSize), nextPageToken: own.length > pageSize ? 'more' : '' };
  }

  delete({ accountId, imageId }: DeleteImageRequest): DeleteImageResponse {
    if (this.images.get(imageId)?.accountId !== accountId) return {};
    this.images.delete(imageId);
    this.gone.add(imageId);
    return {};
  }

  read({ accountId, imageId }: ReadImageRequest): Observable<ReadImageResponse> {
    this.reads++;
    if (this.away) return throwError(() => new AppError('unavailable'));
    if (this.gone.has(imageId)) return throwError(() => new AppError('image_gone'));
    const file = FakeStorage.fileOf(imageId);
    const value: StoredImage = {
      id: imageId,
      accountId,
      generationId: '',
      format: 'png',
      width: 1024,
      height: 1024,
      bytes: BigInt(file.length),
      sha256: '',
      createdAt: new Date(),
      expiresAt: new Date(),
      private: false,
      prompt: '',
      style: '',
      model: '',
    };
    const parts = [file.subarray(0, 5), ...(this.short ? [] : [file.subarray(5)])];
    return from<ReadImageResponse[]>([
      { part: { $case: 'image', value } },
      ...parts.map((bytes): ReadImageResponse => ({ part: { $case: 'bytes', value: bytes } })),
    ]);
  }
}

@Controller()
@AllowCallers('gateway')
export class StorageController {
  constructor(@Inject(FAKE) private readonly fake: FakeStorage) {}

  @GrpcMethod('ImageService', 'getImage')
  getImage(request: GetImageRequest): GetImageResponse {
    return this.fake.get(request);
  }

  @GrpcMethod('ImageService', 'listImages')
  listImages(request: ListImagesRequest): ListImagesResponse {
    return this.fake.list(request);
  }

  @GrpcMethod('ImageService', 'deleteImage')
  deleteImage(request: DeleteImageRequest): DeleteImageResponse {
    return this.fake.delete(request);
  }

  @GrpcMethod('ImageService', 'readImage')
  readImage(request: ReadImageRequest): Observable<ReadImageResponse> {
    return this.fake.read(request);
  }
}
