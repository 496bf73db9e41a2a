"""Recipe of the embedded text-to-image model: renderer, captions, autoencoder, denoiser, export, evaluation."""
