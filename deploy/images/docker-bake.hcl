// docker buildx bake -f deploy/images/docker-bake.hcl          all images, for this machine's registry
// docker buildx bake -f deploy/images/docker-bake.hcl --push   with SBOM and provenance, to REGISTRY

variable "REGISTRY" {
  default = ""
}

variable "VERSION" {
  default = "0.1.0"
}

// The commit that is built; CI sets it.
variable "REVISION" {
  default = "unknown"
}

// Seconds since 1970 of that commit: files and layers get this time, so that the same commit gives the same image.
variable "SOURCE_DATE_EPOCH" {
  default = "0"
}

group "default" {
  targets = ["services", "inference-cpu", "inference-cuda"]
}

function "tags" {
  params = [name]
  result = [REGISTRY == "" ? "${name}:${VERSION}" : "${REGISTRY}/${name}:${VERSION}"]
}

target "shared" {
  context = "."
  platforms = ["linux/amd64"]
  args = {
    VERSION           = VERSION
    REVISION          = REVISION
    SOURCE_DATE_EPOCH = SOURCE_DATE_EPOCH
  }
  // What is in an image, and what it was made from, lie beside it in the registry.
  attest = ["type=sbom", "type=provenance,mode=max"]
}

target "services" {
  inherits   = ["shared"]
  dockerfile = "deploy/images/services.Dockerfile"
  tags       = tags("imageai-services")
}

target "inference-cpu" {
  inherits   = ["shared"]
  dockerfile = "deploy/images/inference.Dockerfile"
  target     = "cpu"
  tags       = tags("imageai-inference-cpu")
}

target "inference-cuda" {
  inherits   = ["shared"]
  dockerfile = "deploy/images/inference.Dockerfile"
  target     = "cuda"
  tags       = tags("imageai-inference-cuda")
}
