/* Position and day out of the EXIF of a picture. */
#include "ingest_photo.h"

#include <math.h>
#include <string.h>

#include <libexif/exif-data.h>

#include "support/text.h"

/* Degrees, minutes, seconds as three fractions. */
static bool read_angle(const ExifData *data, const ExifContent *gps, int tag, double most,
                       double *ret_degrees)
{
    static const double parts[] = {1.0, 60.0, 3600.0};
    const ExifEntry *entry = exif_content_get_entry((ExifContent *)(uintptr_t)gps, (ExifTag)tag);
    const ExifByteOrder order = exif_data_get_byte_order((ExifData *)(uintptr_t)data);
    double degrees = 0.0;
    if (entry == NULL || entry->format != EXIF_FORMAT_RATIONAL || entry->components != 3 ||
        entry->size < 24) {
        return false;
    }
    for (size_t i = 0; i < 3; i++) {
        const ExifRational part = exif_get_rational(entry->data + 8 * i, order);
        if (part.denominator == 0) {
            if (part.numerator != 0 || i == 0) {
                return false;
            }
            continue; /* 0/0 seconds: not stated */
        }
        degrees += (double)part.numerator / (double)part.denominator / parts[i];
    }
    *ret_degrees = degrees;
    return degrees <= most;
}

/* 'N', 'S', 'E' or 'W'; 0 where it is not stated. */
static char read_side(const ExifContent *gps, int tag)
{
    const ExifEntry *entry = exif_content_get_entry((ExifContent *)(uintptr_t)gps, (ExifTag)tag);
    return entry != NULL && entry->format == EXIF_FORMAT_ASCII && entry->size > 0
               ? (char)entry->data[0]
               : '\0';
}

static bool read_position(const ExifData *data, struct lt_point *ret_lonlat)
{
    const ExifContent *gps = data->ifd[EXIF_IFD_GPS];
    double lon, lat;
    const char north = read_side(gps, EXIF_TAG_GPS_LATITUDE_REF);
    const char east = read_side(gps, EXIF_TAG_GPS_LONGITUDE_REF);
    if ((north != 'N' && north != 'S') || (east != 'E' && east != 'W') ||
        !read_angle(data, gps, EXIF_TAG_GPS_LATITUDE, 90.0, &lat) ||
        !read_angle(data, gps, EXIF_TAG_GPS_LONGITUDE, 180.0, &lon)) {
        return false;
    }
    if (!(lon > 0.0) && !(lat > 0.0)) {
        return false; /* what a camera writes that has not found itself yet */
    }
    *ret_lonlat = (struct lt_point){east == 'W' ? -lon : lon, north == 'S' ? -lat : lat};
    return true;
}

/* "2026:01:10 09:30:00" */
static bool read_day(const ExifData *data, ExifIfd ifd, ExifTag tag, char ret_day[11])
{
    const ExifEntry *entry = exif_content_get_entry(data->ifd[ifd], tag);
    char day[11] = "";
    if (entry == NULL || entry->format != EXIF_FORMAT_ASCII || entry->size < 10) {
        return false;
    }
    memcpy(day, entry->data, 10);
    if (day[4] != ':' || day[7] != ':') {
        return false;
    }
    day[4] = day[7] = '-';
    if (!lt_date_valid(day)) {
        return false;
    }
    memcpy(ret_day, day, sizeof day);
    return true;
}

void ingest_exif_read(const unsigned char *data, size_t size, struct ingest_exif *ret_exif)
{
    *ret_exif = (struct ingest_exif){0};
    if (size == 0 || size > UINT32_MAX) {
        return;
    }
    ExifData *exif = exif_data_new_from_data(data, (unsigned)size);
    if (exif == NULL) {
        return;
    }
    ret_exif->has_position = read_position(exif, &ret_exif->lonlat);
    if (!read_day(exif, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL, ret_exif->taken_on)) {
        (void)read_day(exif, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_DIGITIZED, ret_exif->taken_on);
    }
    exif_data_unref(exif);
}
