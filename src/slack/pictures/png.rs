//! Pixels as a PNG: one byte each, by a palette.

use miniz_oxide::deflate::compress_to_vec_zlib;

/// How hard the pixels are pressed, of ten: more takes longer and gains nothing on flat colours.
const PRESSED: u8 = 6;

/// A colour: red, green, blue.
pub type Colour = [u8; 3];

/// The file of some pixels, `width` to a row; each is a place in the palette.
pub fn encode(width: u32, pixels: &[u8], palette: &[Colour]) -> Vec<u8> {
    let row = usize::try_from(width).unwrap_or(usize::MAX).max(1);
    let height = u32::try_from(pixels.len() / row).unwrap_or(u32::MAX);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    // eight bits a pixel, by palette, and the only kinds of compression, filter and order this needs
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 3, 0, 0, 0]].concat();
    chunk(&mut file, *b"IHDR", &head);
    chunk(&mut file, *b"PLTE", palette.as_flattened());
    // each row begins with the word that it stands as it is
    let rows: Vec<u8> = pixels.chunks(row).flat_map(|row| [&[0], row].concat()).collect();
    chunk(&mut file, *b"IDAT", &compress_to_vec_zlib(&rows, PRESSED));
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], body: &[u8]) {
    file.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
    let begin = file.len();
    file.extend(kind);
    file.extend(body);
    let sum = crc(&file[begin..]);
    file.extend(sum.to_be_bytes());
}

/// The check of a chunk, as PNG has it (CRC-32 of ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| {
                if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 }
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use miniz_oxide::inflate::decompress_to_vec_zlib;

    use super::*;

    #[test]
    fn a_file_holds_its_size_its_colours_and_its_pixels() {
        let file = encode(2, &[0, 1, 1, 0, 0, 0], &[[255, 255, 255], [0, 114, 178]]);
        assert_eq!(&file[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(&file[8..33], b"\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x03\0\0\0\x8e\x34\x2e\xb3");
        assert_eq!(&file[33..51], b"\0\0\0\x06PLTE\xff\xff\xff\0\x72\xb2\x6d\xa4\x1a\xaa");
        let length = u32::from_be_bytes(file[51..55].try_into().expect("four bytes")) as usize;
        assert_eq!(&file[55..59], b"IDAT");
        let rows = decompress_to_vec_zlib(&file[59..59 + length]).expect("a stream");
        assert_eq!(rows, [0, 0, 1, 0, 1, 0, 0, 0, 0]);
        assert!(file.ends_with(b"\0\0\0\0IEND\xae\x42\x60\x82"));
    }
}
