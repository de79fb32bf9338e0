from flask import Blueprint

blueprint = Blueprint("records", __name__)
