"""What is told about drives and jobs as documents: reports, certificates, exports.

Pure: model objects in, plain data and text out. All text of a host, or of a person, is
harmless here; what is written as HTML or markdown is escaped besides.
"""
